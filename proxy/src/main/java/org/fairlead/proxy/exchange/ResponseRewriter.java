package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.proxy.http1.HopByHop;
import org.fairlead.proxy.loop.LoopClock;

/**
 * Writes the head that a client gets: what the origin sent, without what ends here or is between the application and us, and
 * with what we say. Confined to an event loop.
 */
final class ResponseRewriter {
    private static final byte[] DATE = HeadWriter.name("Date");
    private static final byte[] UPGRADE = HeadWriter.name("Upgrade");
    private static final byte[] CONNECTION_CLOSE = HeadWriter.line("Connection", "close");
    private static final byte[] CONNECTION_KEEP_ALIVE = HeadWriter.line("Connection", "keep-alive");
    private static final byte[] CONNECTION_UPGRADE = HeadWriter.line("Connection", "Upgrade");
    private static final byte[] CONNECTION_UPGRADE_CLOSE = HeadWriter.line("Connection", "Upgrade, close");
    private static final int UPGRADE_REQUIRED = 426;
    private static final int NO_CONTENT = 204;

    private final HeadWriter writer;
    private final LoopClock clock;

    ResponseRewriter(HeadWriter writer, LoopClock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** Appends the final answer's head to {@code out}, which it borrows. */
    void render(Serving serving, ResponseHead head, HopByHop hopByHop, Additions additions, ByteBuf out) {
        writer.statusLine(head);
        endToEnd(serving, head, hopByHop, additions.facesClient);
        contentLength(head, additions.framing);
        if (!head.fields().has(FieldName.DATE)) {
            writer.field(DATE, clock.date());
        }
        writer.line(serving.lines().via(head));
        additions.write(writer, head.fields().has(FieldName.STRICT_TRANSPORT_SECURITY));
        connection(head, additions);
        writer.end(out);
    }

    /** Appends the head of a 1xx to {@code out}, which it borrows. */
    void renderInterim(Serving serving, ResponseHead head, HopByHop hopByHop, ByteBuf out) {
        writer.statusLine(head);
        endToEnd(serving, head, hopByHop, true);
        writer.end(out);
    }

    /** Appends the head of a 101 to {@code out}, which it borrows. */
    void renderUpgrade(Serving serving, ResponseHead head, HopByHop hopByHop, ByteBuf out) {
        writer.statusLine(head);
        endToEnd(serving, head, hopByHop, true);
        upgrade(head.fields());
        writer.line(CONNECTION_UPGRADE);
        writer.end(out);
    }

    private void endToEnd(Serving serving, ResponseHead head, HopByHop hopByHop, boolean facesClient) {
        FieldTable fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (hopByHop.drops(fields, i)) {
                continue;
            }
            switch (fields.name(i)) {
                case CONTENT_LENGTH, FAIRLEAD_HOP, FAIRLEAD_DECISION -> {}
                case OTHER -> {
                    if (!facesClient || !serving.contractFields().has(fields, i)) {
                        writer.field(fields, i);
                    }
                }
                default -> writer.field(fields, i);
            }
        }
    }

    /** An answer without a body may say how long it would have been (RFC 9110 §8.6): to HEAD, and in a 304. */
    private void contentLength(ResponseHead head, BodyFraming framing) {
        if (framing.kind() != BodyFraming.Kind.NONE) {
            writer.framing(framing);
            return;
        }
        int line = head.fields().find(FieldName.CONTENT_LENGTH, 0);
        if (line >= 0 && head.status() != NO_CONTENT) {
            writer.field(head.fields(), line);
        }
    }

    private void connection(ResponseHead head, Additions additions) {
        if (head.status() == UPGRADE_REQUIRED && upgrade(head.fields())) {
            writer.line(additions.keepAlive ? CONNECTION_UPGRADE : CONNECTION_UPGRADE_CLOSE);
        } else if (!additions.keepAlive) {
            writer.line(CONNECTION_CLOSE);
        } else if (additions.clientMinorVersion == 0) {
            writer.line(CONNECTION_KEEP_ALIVE);
        }
    }

    private boolean upgrade(FieldTable fields) {
        int line = fields.find(FieldName.UPGRADE, 0);
        if (line >= 0) {
            writer.field(UPGRADE, fields.bytes(), fields.valueStart(line), fields.valueEnd(line));
        }
        return line >= 0;
    }
}
