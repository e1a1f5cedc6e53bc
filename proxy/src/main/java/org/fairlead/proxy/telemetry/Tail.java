package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.fairlead.matching.Glob;
import org.jspecify.annotations.Nullable;

/**
 * One who follows the exchanges that a filter lets through, as lines of the access log. Each event loop fills chunks of its own; who
 * reads too slowly misses lines, and is told how many. To be drained by one thread.
 */
public final class Tail implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 15;
    private static final int CHUNKS = 2;

    /** All that is given must fit; the host is a glob, the others are as in the access log. */
    public record Filter(
            Optional<String> reason, Optional<Glob> host, Optional<String> service, Optional<String> datacenter) {}

    private final Filter filter;
    private final LineChunks[] lines;
    private final Tails tails;
    private final LongAdder missed = new LongAdder();

    Tail(Filter filter, int loops, Tails tails) {
        this.filter = filter;
        this.tails = tails;
        lines = IntStream.range(0, loops)
                .mapToObj(any -> new LineChunks(ByteBuffer::allocate, CHUNK_BYTES, CHUNKS))
                .toArray(LineChunks[]::new);
    }

    boolean wants(ExchangeRecord exchange) {
        var reason = exchange.reason();
        return fits(filter.reason(), reason == null ? null : reason.label())
                && fits(filter.service(), exchange.serviceName())
                && fits(filter.datacenter(), exchange.datacenterName())
                && (filter.host().isEmpty() || fits(filter.host().get(), exchange.snippet()));
    }

    /** What isn't known is the empty text. */
    private static boolean fits(Optional<String> wanted, @Nullable String is) {
        return wanted.isEmpty() || wanted.get().equals(is == null ? "" : is);
    }

    private static boolean fits(Glob host, RequestSnippet snippet) {
        return snippet.host.isPresent() && host.matches(snippet.bytes(), snippet.host.start, snippet.host.end);
    }

    void offer(int loop, byte[] line, int length) {
        if (loop >= lines.length || lines[loop].offer(line, length) == LineChunks.Offer.REFUSED) {
            missed.increment();
        }
    }

    /** Hands on all lines there are; each is whole, and ends with a line feed. */
    public void drainTo(LineTarget out) throws IOException {
        for (LineChunks chunks : lines) {
            chunks.drainTo(out);
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
