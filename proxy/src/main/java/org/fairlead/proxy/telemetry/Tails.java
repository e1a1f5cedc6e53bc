package org.fairlead.proxy.telemetry;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** All that follow the exchanges of this process as they end. For any thread; with nobody following, it costs one read. */
final class Tails {
    static final int MOST = 4;

    private final Set<String> queryNames;
    private final AtomicInteger shares = new AtomicInteger();
    private volatile Tail[] open = {};

    /** @param queryNames parameters whose values may be shown */
    Tails(Set<String> queryNames) {
        this.queryNames = queryNames;
    }

    synchronized Tail open(Tail.Filter filter) {
        Tail[] before = open;
        if (before.length >= MOST) {
            throw new IllegalStateException(MOST + " follow already (expected: fewer)");
        }
        Tail tail = new Tail(filter, shares.get(), this);
        Tail[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = tail;
        open = after;
        return tail;
    }

    synchronized void close(Tail tail) {
        open = Arrays.stream(open).filter(other -> other != tail).toArray(Tail[]::new);
    }

    Share newShare() {
        return new Share(shares.getAndIncrement());
    }

    /** One event loop's way to those who follow, confined to it. */
    final class Share {
        private final int index;
        private final AccessLine line = new AccessLine(queryNames);

        private Share(int index) {
            this.index = index;
        }

        boolean isAnyOpen() {
            return open.length > 0;
        }

        void offer(ExchangeRecord exchange) {
            for (Tail tail : open) {
                if (tail.wants(exchange)) {
                    JsonLine json = line.render(exchange);
                    tail.offer(index, json.bytes(), json.length());
                }
            }
        }
    }
}
