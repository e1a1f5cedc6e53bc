package org.fairlead.proxy.exchange;

import java.nio.charset.StandardCharsets;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.http1.HeadWriter;

/**
 * Tells the origin whom the request is forwarded for: {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, and where the
 * configuration asks for it {@code Forwarded} (RFC 7239). What a sender said is extended or kept where it is believed, in the
 * fields in which it is, and replaced otherwise; what a peer said is kept as it came, since it has told of the client already.
 */
final class ForwardedFields {
    private static final byte[] FOR = HeadWriter.name("X-Forwarded-For");
    private static final byte[] HOST = HeadWriter.name("X-Forwarded-Host");
    private static final byte[] FORWARDED = HeadWriter.name("Forwarded");
    private static final byte[] PROTO_HTTP = HeadWriter.line("X-Forwarded-Proto", "http");
    private static final byte[] PROTO_HTTPS = HeadWriter.line("X-Forwarded-Proto", "https");
    private static final byte[] COMMA = Ascii.bytes(", ");

    private final HeadWriter writer;

    ForwardedFields(HeadWriter writer) {
        this.writer = writer;
    }

    void write(Serving serving, RequestHead head, RequestIdentity identity, boolean fromClient) {
        forwardedFor(head.fields(), identity, fromClient);
        writer.line(head.secure() ? PROTO_HTTPS : PROTO_HTTP);
        if (!keep(FieldName.X_FORWARDED_HOST, HOST, head.fields(), identity)) {
            writer.field(HOST, head.bytes(), head.hostStart(), head.portEnd());
        }
        if (serving.relay().forwardedHeader() && fromClient) {
            forwarded(serving, head, identity.sender());
        }
    }

    private void forwardedFor(FieldTable fields, RequestIdentity identity, boolean fromClient) {
        int line = identity.keepsXForwarded() ? fields.find(FieldName.X_FORWARDED_FOR, 0) : -1;
        byte[] sender = identity.sender().text();
        if (line < 0) {
            alone(identity, sender);
            return;
        }
        writer.beginField(FOR);
        writer.part(fields.bytes(), fields.valueStart(line), fields.valueEnd(line));
        for (line = fields.find(FieldName.X_FORWARDED_FOR, line + 1);
                line >= 0;
                line = fields.find(FieldName.X_FORWARDED_FOR, line + 1)) {
            writer.part(COMMA, 0, COMMA.length);
            writer.part(fields.bytes(), fields.valueStart(line), fields.valueEnd(line));
        }
        if (fromClient) {
            writer.part(COMMA, 0, COMMA.length);
            writer.part(sender, 0, sender.length);
        }
        writer.endField();
    }

    /** Whom the sender named elsewhere, if anybody, and the sender. */
    private void alone(RequestIdentity identity, byte[] sender) {
        writer.beginField(FOR);
        if (!identity.client().equals(identity.sender().address())) {
            writer.part(identity.client().toString());
            writer.part(COMMA, 0, COMMA.length);
        }
        writer.part(sender, 0, sender.length);
        writer.endField();
    }

    /** The last line counts, as the one written closest to us. */
    private boolean keep(FieldName name, byte[] rendered, FieldTable fields, RequestIdentity identity) {
        int found = -1;
        if (identity.keepsXForwarded()) {
            for (int i = fields.find(name, 0); i >= 0; i = fields.find(name, i + 1)) {
                found = i;
            }
        }
        if (found >= 0) {
            writer.field(rendered, fields.bytes(), fields.valueStart(found), fields.valueEnd(found));
        }
        return found >= 0;
    }

    /** One more element, behind those of a believed sender, which were kept. */
    private void forwarded(Serving serving, RequestHead head, Sender sender) {
        String address = new String(sender.text(), StandardCharsets.US_ASCII);
        writer.beginField(FORWARDED);
        writer.part("for=");
        // An IPv6 address is bracketed and quoted (RFC 7239 §6).
        writer.part(sender.address().isIpv4() ? address : "\"[" + address + "]\"");
        writer.part(serving.lines().by());
        writer.part(";host=\"");
        writer.part(head.bytes(), head.hostStart(), head.portEnd());
        writer.part(head.secure() ? "\";proto=https" : "\";proto=http");
        writer.endField();
    }
}
