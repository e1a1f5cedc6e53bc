package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row is tried whole, cut in two at every octet, and octet by octet. */
class ResponseParserTest {
    private final ResponseParser parser = new ResponseParser(new HeadLimits(300, 4));
    private final ResponseHead head = new ResponseHead();

    @ParameterizedTest
    @MethodSource({"statusLines", "fields", "framings"})
    void readsOrRefuses(String notation, String outcome) {
        check(notation, outcome, Method.GET);
    }

    @ParameterizedTest
    @MethodSource("answersToHead")
    void givesAnswersToHeadNoBody(String notation, String outcome) {
        check(notation, outcome, Method.HEAD);
    }

    private void check(String notation, String outcome, Method method) {
        byte[] bytes = Wire.bytes(notation);
        assertThat(inParts(bytes, method, bytes.length)).as("whole").isEqualTo(outcome);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(inParts(bytes, method, cut, bytes.length))
                    .as("cut at %d", cut)
                    .isEqualTo(outcome);
        }
        int[] everywhere = new int[bytes.length];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(inParts(bytes, method, everywhere)).as("octet by octet").isEqualTo(outcome);
    }

    static Stream<Arguments> statusLines() {
        return Wire.table("""
            HTTP/1.1 200 OK¶Content-Length: 0¶¶      => 200 (OK), 0 bytes, stays
            HTTP/1.1 200 ¶Content-Length: 0¶¶        => 200 (), 0 bytes, stays
            HTTP/1.1 200¶Content-Length: 0¶¶         => 200 (), 0 bytes, stays
            HTTP/1.1 599 Très ÿ⇥odd¶¶                => 599 (Très ÿ\todd), until close, closes
            HTTP/1.0 200 OK¶Content-Length: 0¶¶      => 200 (OK), 0 bytes, closes
            HTTP/1.1 101 Switching Protocols¶¶       => 101 (Switching Protocols), no body, stays
            HTTP/1.1 100 Continue¶¶                  => 100 (Continue), no body, stays
            HTTP/1.1 099 X¶¶                         => bad-status
            HTTP/1.1 600 X¶¶                         => bad-status
            HTTP/1.1 20 OK¶¶                         => malformed-status-line
            HTTP/1.1 2000 OK¶¶                       => malformed-status-line
            HTTP/1.1 200OK¶¶                         => malformed-status-line
            HTTP/1.1 2x0 OK¶¶                        => malformed-status-line
            HTTP/1.1  200 OK¶¶                       => malformed-status-line
            HTTP/1.1⇥200 OK¶¶                        => malformed-status-line
            HTTP/1.1 +20 OK¶¶                        => malformed-status-line
            HTTP/1.11 200 OK¶¶                       => malformed-status-line
            HTTP/1.x 200 OK¶¶                        => malformed-status-line
            HTTP/1.1¶¶                               => malformed-status-line
            HTTP/1.2 200 OK¶¶                        => unsupported-response-version
            HTTP/2 200 OK¶¶                          => malformed-status-line
            http/1.1 200 OK¶¶                        => malformed-status-line
            ¶HTTP/1.1 200 OK¶¶                       => malformed-status-line
            <html>hello</html>                       => malformed-status-line
            ICY 200 OK¶¶                             => malformed-status-line
            HTTP/1.1 200 O␀K¶¶                       => control-character
            HTTP/1.1 200 O␍K¶¶                       => bare-cr
            HTTP/1.1 200 OK␊␊                        => bare-lf
            H                                        => incomplete
            HTTP/1.1 200 OK¶                         => incomplete
            """);
    }

    static Stream<Arguments> fields() {
        return Wire.table("""
            # White space before the colon is stripped (RFC 9112 §5.1), nothing else is forgiven.
            HTTP/1.1 200 OK¶Content-Length : 5¶¶     => 200 (OK), 5 bytes, stays
            HTTP/1.1 200 OK¶Content-Length⇥ : 5¶¶    => 200 (OK), 5 bytes, stays
            HTTP/1.1 200 OK¶Content Length: 5¶¶      => bad-field-name
            HTTP/1.1 200 OK¶ X: y¶¶                  => obs-fold
            HTTP/1.1 200 OK¶X: y¶ z¶¶                => obs-fold
            HTTP/1.1 200 OK¶X: y␊¶                   => bare-lf
            HTTP/1.1 200 OK¶X: y␍z¶¶                 => bare-cr
            HTTP/1.1 200 OK¶X: y␀¶¶                  => control-character
            HTTP/1.1 200 OK¶: y¶¶                    => bad-field-name
            HTTP/1.1 200 OK¶A:¶B:¶C:¶D:¶E:¶¶         => too-many-fields
            """);
    }

    static Stream<Arguments> framings() {
        return Wire.table("""
            HTTP/1.1 200 OK¶¶                                                 => 200 (OK), until close, closes
            HTTP/1.0 200 OK¶Connection: keep-alive¶¶                          => 200 (OK), until close, closes
            HTTP/1.0 200 OK¶Connection: keep-alive¶Content-Length: 1¶¶        => 200 (OK), 1 bytes, stays
            HTTP/1.1 200 OK¶Connection: close¶Content-Length: 1¶¶             => 200 (OK), 1 bytes, closes
            HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶                      => 200 (OK), chunked, stays
            HTTP/1.1 204 X¶¶                                                  => 204 (X), no body, stays
            HTTP/1.1 204 X¶Content-Length: 5¶¶                                => 204 (X), no body, stays
            HTTP/1.1 204 X¶Transfer-Encoding: chunked¶¶                       => 204 (X), no body, stays
            HTTP/1.1 304 X¶Content-Length: 5¶¶                                => 304 (X), no body, stays
            HTTP/1.1 103 X¶Content-Length: 5¶¶                                => 103 (X), no body, stays
            HTTP/1.1 205 X¶¶                                                  => 205 (X), until close, closes
            HTTP/1.1 304 X¶Content-Length: x¶¶                                => bad-content-length
            HTTP/1.1 200 OK¶Content-Length: 5, 5¶¶                            => bad-content-length
            HTTP/1.1 200 OK¶Content-Length: 5¶Content-Length: 5¶¶             => bad-content-length
            HTTP/1.1 200 OK¶Content-Length: -1¶¶                              => bad-content-length
            HTTP/1.1 200 OK¶Content-Length: 5¶Transfer-Encoding: chunked¶¶    => length-and-coding
            HTTP/1.1 200 OK¶Transfer-Encoding: gzip, chunked¶¶                => unknown-coding
            HTTP/1.1 200 OK¶Transfer-Encoding: gzip¶¶                         => coding-not-final
            HTTP/1.0 200 OK¶Transfer-Encoding: chunked¶¶                      => coding-in-http10
            """);
    }

    static Stream<Arguments> answersToHead() {
        return Wire.table("""
            HTTP/1.1 200 OK¶¶                                                 => 200 (OK), no body, stays
            HTTP/1.1 200 OK¶Content-Length: 5¶¶                               => 200 (OK), no body, stays
            HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶                      => 200 (OK), no body, stays
            HTTP/1.1 200 OK¶Content-Length: 5¶Transfer-Encoding: chunked¶¶    => length-and-coding
            """);
    }

    @Test
    void refusesGarbageAtItsFirstWrongOctet() {
        byte[] bytes = Wire.bytes("HTTP/2");
        assertThat(parser.parse(bytes, 0, 5, head, Method.GET)).isEqualTo(ResponseParser.INCOMPLETE);
        assertThat(parser.parse(bytes, 0, 6, head, Method.GET)).isEqualTo(ResponseParser.REJECTED);
    }

    @Test
    void takesHeadsUpToTheLimit() {
        String start = "HTTP/1.1 200 OK¶X: ";
        String fits = start + "x".repeat(300 - Wire.bytes(start).length - 4) + "¶¶";
        readsOrRefuses(fits, "200 (OK), until close, closes");
        readsOrRefuses(fits.replace("X: ", "X: x"), "head-too-large");
        readsOrRefuses("HTTP/1.1 200 " + "x".repeat(300), "head-too-large");
    }

    private String inParts(byte[] bytes, Method method, int... ends) {
        parser.reset();
        for (int end : ends) {
            byte[] array = new byte[bytes.length + 40];
            Arrays.fill(array, (byte) '\n');
            int from = end % 17;
            System.arraycopy(bytes, 0, array, from, end);
            int result = parser.parse(array, from, from + end, head, method);
            if (result == ResponseParser.REJECTED) {
                return parser.rejection().label();
            }
            if (result != ResponseParser.INCOMPLETE) {
                String reason = Wire.text(Arrays.copyOfRange(array, head.reasonStart(), head.reasonEnd()));
                return head.status() + " (" + reason + "), " + RequestParserTest.body(parser.framing())
                        + (parser.keepAlive() ? ", stays" : ", closes");
            }
        }
        return "incomplete";
    }
}
