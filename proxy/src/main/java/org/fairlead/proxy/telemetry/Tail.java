package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.fairlead.matching.Glob;

/**
 * One who follows the exchanges that a filter lets through, as lines of the access log. Each event loop fills a ring; who
 * reads too slowly misses lines, and is told how many. To be drained by one thread.
 */
public final class Tail implements AutoCloseable {
    private static final int RING_BYTES = 1 << 16;

    /** All that is given must fit; the host is a glob, the others are as in the access log. */
    public record Filter(
            Optional<String> reason, Optional<Glob> host, Optional<String> service, Optional<String> datacenter) {}

    private final Filter filter;
    private final LineRing[] rings;
    private final Tails tails;
    private final LongAdder missed = new LongAdder();

    Tail(Filter filter, int loops, Tails tails) {
        this.filter = filter;
        this.tails = tails;
        rings = IntStream.range(0, loops)
                .mapToObj(any -> new LineRing(RING_BYTES))
                .toArray(LineRing[]::new);
    }

    boolean wants(ExchangeRecord exchange) {
        var reason = exchange.reason();
        var service = exchange.service();
        var datacenter = exchange.datacenter();
        return fits(filter.reason(), reason == null ? "" : reason.label())
                && fits(filter.service(), service == null ? "" : service.name())
                && fits(filter.datacenter(), datacenter == null ? "" : datacenter.name())
                && (filter.host().isEmpty() || fits(filter.host().get(), exchange.snippet()));
    }

    private static boolean fits(Optional<String> wanted, String is) {
        return wanted.isEmpty() || wanted.get().equals(is);
    }

    private static boolean fits(Glob host, RequestSnippet snippet) {
        return snippet.host.isPresent() && host.matches(snippet.bytes(), snippet.host.start, snippet.host.end);
    }

    void offer(int loop, byte[] line, int length) {
        if (loop >= rings.length || !rings[loop].offer(line, length)) {
            missed.increment();
        }
    }

    /** Hands on all lines there are; each is whole, and ends with a line feed. */
    public void drainTo(OutputStream out) throws IOException {
        for (LineRing ring : rings) {
            ring.drainTo(out);
        }
    }

    /** Lines that found no room since the last call. */
    public long missed() {
        return missed.sumThenReset();
    }

    @Override
    public void close() {
        tails.close(this);
    }
}
