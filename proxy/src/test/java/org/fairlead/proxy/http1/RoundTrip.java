package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fairlead.message.RequestHead;

/** Writes a head that was read, and reads it again. */
final class RoundTrip {
    private RoundTrip() {}

    /** Whether {@code head}, which {@code parser} has just taken, reads the same once written, and is written the same from then on. */
    static boolean readsTheSame(RequestParser parser, RequestHead head) {
        String seen = describe(parser, head);
        byte[] written = write(head);
        return parser.parse(written, 0, written.length, head) == written.length
                && describe(parser, head).equals(seen)
                && Arrays.equals(write(head), written);
    }

    private static String describe(RequestParser parser, RequestHead head) {
        String query = head.hasQuery() ? Wire.text(head.bytes()).substring(head.queryStart(), head.queryEnd()) : "none";
        String fields = IntStream.range(0, head.fields().count())
                .mapToObj(i -> head.fields().nameText(i) + "=" + head.fields().valueText(i))
                .collect(Collectors.joining("|"));
        return head.methodText() + "|" + head.pathText() + "|" + query + "|" + fields + "|" + parser.framing();
    }

    private static byte[] write(RequestHead head) {
        HeadWriter writer = new HeadWriter();
        writer.requestLine(head);
        for (int i = 0; i < head.fields().count(); i++) {
            writer.field(head.fields(), i);
        }
        ByteBuf out = Unpooled.buffer();
        writer.end(out);
        byte[] written = new byte[out.readableBytes()];
        out.readBytes(written).release();
        return written;
    }
}
