package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.jspecify.annotations.Nullable;

/**
 * Passes the answer of one attempt on to the client, or the bytes of another protocol that it has agreed to, and stops reading
 * while the client doesn't. Confined to an event loop; reused.
 */
final class AnswerRelay {
    private final ExchangeLoop loop;
    private final ClientSide client;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final ClientAnswer answer;
    private final Tunnel tunnel;
    private final Runnable afterTurn = this::flushHead;
    /** Whose answer it is; null: none has begun. */
    private @Nullable Attempt from;

    private boolean bodyBegun;

    AnswerRelay(
            ExchangeLoop loop,
            ClientSide client,
            DecidedRequest request,
            ExchangeRecord record,
            ClientAnswer answer,
            Tunnel tunnel) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.record = record;
        this.answer = answer;
        this.tunnel = tunnel;
    }

    /** Forgets the answer before. */
    void clear() {
        answer.clear();
    }

    /**
     * The final answer's head.
     *
     * @param mayStay whether the client may send another request, as far as this one goes
     * @return how the body is wanted
     */
    BodyReader.Mode begin(Attempt attempt, ResponseHead head, BodyFraming framing, boolean mayStay) {
        from = attempt;
        bodyBegun = false;
        return answer.begin(head, framing, mayStay);
    }

    /** A 101: from now on bytes pass both ways. */
    void beginTunnel(Attempt attempt, ResponseHead head) {
        from = attempt;
        tunnel.begin(request.serving(), request.forward(), attempt);
        client.switchedProtocols();
        answer.upgrade(head);
    }

    /** The next {@code length} bytes of {@code in}, which it borrows. */
    void data(ByteBuf in, int length) {
        Attempt source = from;
        if (source == null) {
            throw new IllegalStateException("a part of an answer that hasn't begun");
        }
        record.sent(length);
        bodyBegun = true;
        answer.add(in, length);
        keepPace(source);
    }

    /** Takes ownership of {@code slice}. */
    void data(ByteBuf slice) {
        try {
            data(slice, slice.readableBytes());
        } finally {
            slice.release();
        }
    }

    /** A client that doesn't read stops us from reading. */
    private void keepPace(Attempt source) {
        if (!client.isWritable()) {
            answer.flush();
            if (!client.isWritable()) {
                source.pauseAnswer();
            }
        }
    }

    void clientWritabilityChanged() {
        if (from != null && client.isWritable()) {
            from.resumeAnswer();
        }
    }

    void trailers(FieldTable trailers) {
        answer.trailers(trailers);
    }

    /** Bytes have passed through the tunnel, in either direction. */
    void passed() {
        tunnel.passed();
    }

    /** All that came in one go has been handed on. */
    void turnEnded() {
        if (bodyBegun || request.isPrecious()) {
            answer.flush();
        } else {
            loop.eventLoop().execute(afterTurn);
        }
    }

    /** The end of a connection that came with the head is seen in the same turn: after it, the head goes out alone. */
    private void flushHead() {
        if (from != null) {
            answer.flush();
        }
    }

    /** The same of a tunnel. */
    void tunnelTurnEnded() {
        tunnel.passed();
        answer.flush();
    }

    /** The answer is whole; or all that will ever come of what the tunnel brought. */
    ClientSide.Ending complete() {
        return answer.end();
    }

    /** Whether the client has, or will have, a byte of it. */
    boolean isCommitted() {
        return answer.isCommitted();
    }

    /** Takes back what was begun and isn't committed. */
    void takeBack() {
        record.nothingSent();
        discard();
    }

    void discard() {
        from = null;
        answer.discard();
    }

    /** The exchange is over. */
    void end() {
        tunnel.end();
        discard();
    }
}
