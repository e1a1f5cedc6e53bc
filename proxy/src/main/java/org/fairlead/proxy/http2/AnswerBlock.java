package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.http1.BodyFraming;

/** Makes a header block of the head of an answer, as an exchange has rendered it for HTTP/1.1. One for each event loop, reused. */
public final class AnswerBlock {
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final byte[] WEBSOCKET_ACCEPT = Ascii.bytes("sec-websocket-accept");

    private final RenderedHead head = new RenderedHead();
    private final AnswerFields fields = new AnswerFields();
    private int status;

    /** Takes the head, all of which must be there, from {@code in}, which it borrows. */
    public void read(ByteBuf in) {
        head.read(in);
        byte[] bytes = head.bytes();
        status = (bytes[STATUS] - '0') * 100 + (bytes[STATUS + 1] - '0') * 10 + bytes[STATUS + 2] - '0';
    }

    public int status() {
        return status;
    }

    /** As the head says; whether a body follows depends on the request, too. */
    public BodyFraming framing() {
        return head.framing();
    }

    /** What was read; until the next is. */
    public Http2Headers headers() {
        return fields.of(HttpResponseStatus.valueOf(status).codeAsText(), head.pairs(), head.pairsLength());
    }

    /** The same for a tunnel that was opened (RFC 8441 §5.1): 200, and no proof of a key that the client never sent. */
    public Http2Headers tunnelHeaders() {
        AsciiString[] pairs = head.fields();
        int length = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (!Ascii.equals(WEBSOCKET_ACCEPT, 0, WEBSOCKET_ACCEPT.length, pairs[i].array())) {
                pairs[length++] = pairs[i];
                pairs[length++] = pairs[i + 1];
            }
        }
        return ReadOnlyHttp2Headers.serverHeaders(
                false, HttpResponseStatus.OK.codeAsText(), Arrays.copyOf(pairs, length));
    }
}
