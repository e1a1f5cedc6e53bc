package org.fairlead.proxy.exchange;

import java.util.ArrayDeque;

/**
 * The exchanges of one event loop: who has a request takes one for as long as that lasts, so that an idle connection has none,
 * and the same few stay in the processor's cache. Confined to that loop.
 */
public final class Exchanges {
    /** Those that nobody has; what a burst made beyond them is left to the collector. */
    private static final int MOST_FREE = 256;

    private final ExchangeLoop loop;
    private final ArrayDeque<Exchange> free = new ArrayDeque<>();

    Exchanges(ExchangeLoop loop) {
        this.loop = loop;
    }

    /** For requests of {@code sender}, to be answered at {@code client}; to be given back. */
    public Exchange take(ClientSide client, Sender sender) {
        Exchange last = free.pollLast();
        Exchange exchange = last == null ? new Exchange(loop) : last;
        exchange.serve(client, sender);
        return exchange;
    }

    /** It is over, and whoever had it won't use it any more. */
    public void giveBack(Exchange exchange) {
        exchange.serveNobody();
        if (free.size() < MOST_FREE) {
            free.addLast(exchange);
        }
    }
}
