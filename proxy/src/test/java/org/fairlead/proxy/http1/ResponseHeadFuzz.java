package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;

/** The parser of answers, to a GET or a HEAD: the same in one go and in pieces, and what it takes has nothing that it forbids. */
public final class ResponseHeadFuzz {
    private ResponseHeadFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        for (Method method : new Method[] {Method.GET, Method.HEAD}) {
            ResponseHead head = new ResponseHead();
            ResponseParser whole = new ResponseParser(HeadLimits.DEFAULT);
            int end = whole.parse(data, 0, data.length, head, method);
            assertThat(inPieces(data, method)).isEqualTo(verdict(whole, end));
            if (end >= 0) {
                HeadChecks.answersLines(new String(data, 0, end, StandardCharsets.ISO_8859_1));
                framing(head, whole);
            }
        }
    }

    private static String inPieces(byte[] data, Method method) {
        ResponseParser parser = new ResponseParser(HeadLimits.DEFAULT);
        int step = data.length == 0 ? 1 : 1 + (data[data.length - 1] & 7);
        for (int to = 0; to < data.length; to += step) {
            int end = parser.parse(data, 0, to, new ResponseHead(), method);
            if (end != ResponseParser.INCOMPLETE) {
                return verdict(parser, end);
            }
        }
        return verdict(parser, parser.parse(data, 0, data.length, new ResponseHead(), method));
    }

    private static String verdict(ResponseParser parser, int end) {
        if (end == ResponseParser.REJECTED) {
            return "refused";
        }
        return end < 0 ? "incomplete" : end + ", " + parser.framing() + ", " + parser.keepAlive();
    }

    private static void framing(ResponseHead head, ResponseParser parser) {
        FieldTable fields = head.fields();
        assertThat(fields.has(FieldName.TRANSFER_ENCODING) && fields.has(FieldName.CONTENT_LENGTH))
                .isFalse();
        assertThat(head.status()).isBetween(100, 599);
        if (parser.framing().kind() == BodyFraming.Kind.UNTIL_CLOSE) {
            assertThat(parser.keepAlive()).isFalse();
        }
    }
}
