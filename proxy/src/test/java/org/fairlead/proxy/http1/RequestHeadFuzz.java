package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;

/** The parser of requests: the same in one go and in pieces; what it takes reads the same once written, and has nothing that it forbids. */
public final class RequestHeadFuzz {
    private RequestHeadFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        RequestHead head = new RequestHead();
        RequestParser whole = new RequestParser(HeadLimits.DEFAULT);
        int end = whole.parse(data, 0, data.length, head);
        assertThat(inPieces(data)).isEqualTo(verdict(whole, end));
        if (end >= 0) {
            HeadChecks.lines(new String(data, 0, end, StandardCharsets.ISO_8859_1));
            fields(head, whole);
            // A Host field or a path that isn't there is made when it is sent on, and what HTTP/1.0 doesn't know is
            // left out.
            boolean isComplete = head.fields().has(FieldName.HOST)
                    && !head.pathText().isEmpty()
                    && (head.minorVersion() > 0 || !head.fields().has(FieldName.EXPECT));
            assertThat(!isComplete || RoundTrip.readsTheSame(whole, head))
                    .as(() -> Wire.text(data))
                    .isTrue();
        }
    }

    private static String inPieces(byte[] data) {
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        int step = data.length == 0 ? 1 : 1 + (data[data.length - 1] & 7);
        for (int to = 0; to < data.length; to += step) {
            int end = parser.parse(data, 0, to, new RequestHead());
            if (end != RequestParser.INCOMPLETE) {
                return verdict(parser, end);
            }
        }
        return verdict(parser, parser.parse(data, 0, data.length, new RequestHead()));
    }

    private static String verdict(RequestParser parser, int end) {
        if (end == RequestParser.REJECTED) {
            return "refused";
        }
        return end < 0 ? "incomplete" : end + ", " + parser.framing() + ", " + parser.keepAlive();
    }

    private static void fields(RequestHead head, RequestParser parser) {
        FieldTable fields = head.fields();
        boolean isCoded = fields.has(FieldName.TRANSFER_ENCODING);
        assertThat(isCoded && fields.has(FieldName.CONTENT_LENGTH)).isFalse();
        assertThat(parser.framing().kind() == BodyFraming.Kind.CHUNKED).isEqualTo(isCoded);
        assertThat(isCoded && head.minorVersion() == 0).isFalse();
        assertThat(fields.has(FieldName.HOST) || head.minorVersion() == 0).isTrue();
        for (FieldName once : new FieldName[] {FieldName.HOST, FieldName.CONTENT_LENGTH, FieldName.TRANSFER_ENCODING}) {
            int first = fields.find(once, 0);
            assertThat(first >= 0 && fields.find(once, first + 1) >= 0).isFalse();
        }
    }
}
