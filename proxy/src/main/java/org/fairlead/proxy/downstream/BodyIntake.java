package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import org.fairlead.proxy.exchange.Exchange;
import org.fairlead.proxy.exchange.Failure;
import org.fairlead.proxy.exchange.Problem;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.Rejection;

/** The body of the request under way: waited for, read, and given to its exchange. Confined to the connection's event loop; reused. */
final class BodyIntake {
    private final ClientDeadlines deadlines;
    private final ReadingGate gate;
    private final BodyReader body;

    BodyIntake(HeadLimits limits, ClientDeadlines deadlines, ReadingGate gate) {
        this.deadlines = deadlines;
        this.gate = gate;
        body = new BodyReader(limits);
    }

    void begin(BodyFraming framing) {
        body.reset(framing, BodyReader.Mode.RAW);
        if (body.isComplete()) {
            deadlines.awaitNothing();
        } else {
            deadlines.awaitBody(gate);
        }
    }

    /** Behind a head that can't be read: whatever follows, it is no request. */
    void beginUnreadable() {
        body.reset(BodyFraming.UNTIL_CLOSE, BodyReader.Mode.DATA);
        deadlines.awaitNothing();
    }

    boolean isComplete() {
        return body.isComplete();
    }

    /** Borrows {@code in}. */
    void read(ByteBuf in, Exchange exchange) {
        int before = in.readableBytes();
        BodyReader.Progress progress = body.read(in, exchange.requestBody());
        deadlines.bodyCame(before - in.readableBytes());
        switch (progress) {
            case MORE -> {}
            case COMPLETE -> {
                deadlines.awaitNothing();
                exchange.requestEnded();
            }
            case REJECTED -> {
                in.skipBytes(in.readableBytes());
                exchange.requestFailed(Problem.of(body.rejection()));
            }
        }
    }

    /** Nothing more comes from the client. */
    void inputEnded(Exchange exchange) {
        if (!body.isComplete()) {
            body.end();
            exchange.requestFailed(Problem.of(Rejection.TRUNCATED_BODY));
        }
    }

    /** It has been waited for long enough: by whose fault? */
    void expired(Exchange exchange) {
        if (gate.isHeldBack(ReadingGate.Cause.ORIGIN)) {
            if (deadlines.originStands(gate)) {
                exchange.requestFailed(Problem.of(Failure.REQUEST_NOT_TAKEN));
            }
        } else if (!deadlines.bodyKeepsPace(gate)) {
            exchange.requestFailed(Problem.of(Failure.REQUEST_BODY_STALLED));
        }
    }
}
