package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.fairlead.message.Ascii;
import org.fairlead.proxy.http1.BodyFraming;

/**
 * Makes a header block of the head of a request, as an exchange has rendered it for HTTP/1.1: the request line and Host become
 * pseudo-header fields (RFC 9113 §8.3.1). One for each event loop, reused.
 */
public final class AskBlock {
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");

    private final RenderedHead head = new RenderedHead();

    /**
     * Takes the head, all of which must be there, from {@code in}, which it borrows.
     *
     * @param secure whether it goes out over TLS
     */
    public Http2Headers read(ByteBuf in, boolean secure) {
        head.read(in);
        byte[] line = head.bytes();
        int methodEnd = Ascii.indexOf(line, 0, head.firstLineEnd(), ' ');
        int targetEnd = Ascii.indexOf(line, methodEnd + 1, head.firstLineEnd(), ' ');
        return ReadOnlyHttp2Headers.clientHeaders(
                false,
                head.text(0, methodEnd),
                head.text(methodEnd + 1, targetEnd),
                secure ? HTTPS : HTTP,
                head.host(),
                head.fields());
    }

    /** What follows the head that was read last. */
    public BodyFraming framing() {
        return head.framing();
    }
}
