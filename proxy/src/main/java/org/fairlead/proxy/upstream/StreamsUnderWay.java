package org.fairlead.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.proxy.telemetry.Gauge;
import org.jspecify.annotations.Nullable;

/** The streams of one connection that were given out and haven't ended, in no order. Confined to the connection's event loop. */
final class StreamsUnderWay {
    private final LoopUpstreams loop;
    private final List<OriginStream> streams = new ArrayList<>();
    /** Those whose header block has yet to be sent. */
    private int unopened;

    StreamsUnderWay(LoopUpstreams loop) {
        this.loop = loop;
    }

    void add(OriginStream stream) {
        stream.place = streams.size();
        streams.add(stream);
        unopened++;
        loop.telemetry().add(Gauge.UPSTREAM_STREAMS, 1);
    }

    /** One of them sends its header block. */
    void opens() {
        unopened--;
    }

    /** Returns whether {@code stream} was one of them. */
    boolean remove(OriginStream stream) {
        if (stream.place < 0) {
            return false;
        }
        OriginStream last = streams.remove(streams.size() - 1);
        if (last != stream) {
            streams.set(stream.place, last);
            last.place = stream.place;
        }
        stream.place = -1;
        unopened -= stream.isUnopened() ? 1 : 0;
        loop.telemetry().add(Gauge.UPSTREAM_STREAMS, -1);
        return true;
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    int count() {
        return streams.size();
    }

    /** How many the library doesn't know of yet. */
    int unopened() {
        return unopened;
    }

    /** Their connection is over. */
    void fail(UpstreamFault fault) {
        List.copyOf(streams).forEach(stream -> stream.closed(fault));
    }

    /** Each hears that the origin is lost, and may leave. */
    void originLost() {
        List.copyOf(streams).forEach(OriginStream::originLost);
    }

    /** The one whose answer nobody has taken for longest; null where none is in anybody's way. */
    @Nullable
    OriginStream slowest() {
        OriginStream slowest = null;
        long longest = OriginConnections.SLOW_NANOS;
        for (OriginStream stream : streams) {
            long paused = stream.pausedNanos();
            if (paused >= longest) {
                longest = paused;
                slowest = stream;
            }
        }
        return slowest;
    }

    void mayBeAstray() {
        List.copyOf(streams).forEach(OriginStream::mayBeAstray);
    }
}
