package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.http1.UpgradeOffer;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.upstream.OriginConnections;
import org.fairlead.proxy.upstream.UpstreamAttempt;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/** How an attempt begins: noted, given a connection, told its hop, its head rendered. Confined to an event loop. */
final class AttemptStart {
    private final ExchangeLoop loop;
    private final ClientSide client;
    private final DecidedRequest request;
    private final ExchangeRecord record;

    AttemptStart(ExchangeLoop loop, ClientSide client, DecidedRequest request, ExchangeRecord record) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.record = record;
    }

    /** Returns where the log has it. */
    int note(OriginConnections origin) {
        return record.attempt(origin.name(), record.isSampled() ? loop.clock().nanos() : 0);
    }

    /** As {@link OriginConnections#acquire}. */
    @Nullable
    UpstreamAttempt acquire(OriginConnections origin, OriginConnections.Reuse reuse, Attempt attempt) {
        return origin.acquire(
                reuse,
                request.method(),
                request.held().upgrades(),
                request.terms().connectMillis(),
                attempt,
                origin.isAnnounced() ? request.identity().announcement() : null);
    }

    /**
     * The head for it; the caller's.
     *
     * @param number as noted
     * @param room of bytes, for the head and what is appended to it
     */
    ByteBuf begin(Attempt attempt, UpstreamAttempt next, int number, int room) {
        byte[] offered =
                request.held().upgrades() ? UpgradeOffer.of(request.head().fields()) : null;
        Hop hop = Crossings.hop(
                request.serving().snapshot(),
                request.forward(),
                request.head(),
                loop.clock().wallMillis());
        attempt.begin(next, hop, number, request.terms().responseBodyNanos(), offered);
        ByteBuf head = client.allocator().directBuffer(room);
        loop.requestRewriter().render(request, hop, head);
        return head;
    }
}
