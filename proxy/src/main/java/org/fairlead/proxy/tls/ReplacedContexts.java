package org.fairlead.proxy.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Contexts that others have replaced, until no event loop can be about to use them. A connection that was begun with one holds it
 * by itself. Confined to {@link TlsFiles}.
 */
final class ReplacedContexts {
    /** For who has looked one up, and begins a connection with it in the same turn of its loop. */
    private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();

    private record Replaced(long since, List<SslContext> contexts) {}

    private final Deque<Replaced> all = new ArrayDeque<>();
    private final LongSupplier nanos;

    ReplacedContexts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes them over. */
    void add(List<SslContext> contexts) {
        all.addLast(new Replaced(nanos.getAsLong(), contexts));
    }

    /** Releases those whose time has come. */
    void release() {
        long now = nanos.getAsLong();
        while (!all.isEmpty() && now - all.getFirst().since() >= GRACE_NANOS) {
            all.removeFirst().contexts().forEach(ReferenceCountUtil::release);
        }
    }

    void releaseAll() {
        all.forEach(replaced -> replaced.contexts().forEach(ReferenceCountUtil::release));
        all.clear();
    }
}
