package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.stream.Stream;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row is tried whole, cut in two at every octet, and octet by octet. */
class RequestParserTest {
    private static final HeadLimits LIMITS = new HeadLimits(400, 6);

    private final RequestParser parser = new RequestParser(LIMITS);
    private final RequestHead head = new RequestHead();

    @ParameterizedTest
    @MethodSource({"requestLines", "hosts", "fields", "framings", "connections"})
    void readsOrRefuses(String notation, String outcome) {
        byte[] bytes = Wire.bytes(notation);
        assertThat(inParts(bytes, bytes.length)).as("whole").isEqualTo(outcome);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(inParts(bytes, cut, bytes.length)).as("cut at %d", cut).isEqualTo(outcome);
        }
        int[] everywhere = new int[bytes.length];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(inParts(bytes, everywhere)).as("octet by octet").isEqualTo(outcome);
    }

    static Stream<Arguments> requestLines() {
        return Wire.table("""
            GET / HTTP/1.1¶Host: a¶¶                     => GET / at a, no body, stays
            GET /a/b?c=d&e HTTP/1.1¶Host: a¶¶            => GET /a/b?c=d&e at a, no body, stays
            GET /? HTTP/1.1¶Host: a¶¶                    => GET /? at a, no body, stays
            GET /%2e%2E/%00%zz HTTP/1.1¶Host: a¶¶        => GET /%2e%2E/%00%zz at a, no body, stays
            GET //a//b HTTP/1.1¶Host: a¶¶                => GET //a//b at a, no body, stays
            GET /|{}"\\^` HTTP/1.1¶Host: a¶¶             => GET /|{}"\\^` at a, no body, stays
            PURGE /x HTTP/1.1¶Host: a¶¶                  => PURGE /x at a, no body, stays
            get / HTTP/1.1¶Host: a¶¶                     => get / at a, no body, stays
            OPTIONS * HTTP/1.1¶Host: a¶¶                 => OPTIONS * at a, no body, stays

            # Absolute targets: their host counts, the Host field must be there and valid all the same.
            GET http://b/x HTTP/1.1¶Host: a¶¶            => GET /x at b, no body, stays
            GET HTTPS://b:8443/x?y HTTP/1.1¶Host: a¶¶    => GET /x?y at b:8443, no body, stays
            GET http://b HTTP/1.1¶Host: a¶¶              => GET at b, no body, stays
            OPTIONS http://b HTTP/1.1¶Host: a¶¶          => OPTIONS at b, no body, stays
            GET http://b?x HTTP/1.1¶Host: a¶¶            => GET ?x at b, no body, stays
            GET http://[::1]:80/ HTTP/1.1¶Host: a¶¶      => GET / at [::1]:80, no body, stays
            GET http://b/@ HTTP/1.1¶Host: a¶¶            => GET /@ at b, no body, stays
            GET http://u@b/ HTTP/1.1¶Host: a¶¶           => 400 bad-target
            GET http://u:p@b/ HTTP/1.1¶Host: a¶¶         => 400 bad-target
            GET http:///x HTTP/1.1¶Host: a¶¶             => 400 bad-target
            GET http://b:x/ HTTP/1.1¶Host: a¶¶           => 400 bad-target
            GET http:/b/ HTTP/1.1¶Host: a¶¶              => 400 bad-target
            GET ftp://b/ HTTP/1.1¶Host: a¶¶              => 400 bad-target
            GET http://b/ HTTP/1.1¶¶                     => 400 missing-host
            GET http://b/ HTTP/1.1¶Host: a b¶¶           => 400 bad-host
            GET http://b/ HTTP/1.0¶¶                     => GET / at b, no body, closes

            # Other targets.
            GET * HTTP/1.1¶Host: a¶¶                     => 400 bad-target
            OPTIONS ** HTTP/1.1¶Host: a¶¶                => 400 bad-target
            GET a HTTP/1.1¶Host: a¶¶                     => 400 bad-target
            GET a:80 HTTP/1.1¶Host: a¶¶                  => 400 bad-target
            GET ?x HTTP/1.1¶Host: a¶¶                    => 400 bad-target
            GET /#x HTTP/1.1¶Host: a¶¶                   => 400 bad-target
            GET /ÿ HTTP/1.1¶Host: a¶¶                    => 400 bad-target
            GET /⇥x HTTP/1.1¶Host: a¶¶                   => 400 bad-target
            GET /␀ HTTP/1.1¶Host: a¶¶                    => 400 control-character
            GET /¬ HTTP/1.1¶Host: a¶¶                    => 400 control-character
            GET /a b HTTP/1.1¶Host: a¶¶                  => 400 malformed-request-line

            # Separators and versions.
            GET  / HTTP/1.1¶Host: a¶¶                    => 400 malformed-request-line
            GET /  HTTP/1.1¶Host: a¶¶                    => 400 malformed-request-line
            GET / HTTP/1.1·¶Host: a¶¶                    => 400 malformed-request-line
            GET /¶Host: a¶¶                              => 400 malformed-request-line
            GET / ¶Host: a¶¶                             => 400 malformed-request-line
            GET ¶¶                                       => 400 malformed-request-line
            GET¶¶                                        => 400 malformed-request-line
            GET / http/1.1¶Host: a¶¶                     => 400 malformed-request-line
            GET / HTTP/11¶Host: a¶¶                      => 400 malformed-request-line
            GET / HTTP/1.10¶Host: a¶¶                    => 400 malformed-request-line
            GET / HTTP/1.x¶Host: a¶¶                     => 400 malformed-request-line
            GET / HTTP/1.2¶Host: a¶¶                     => 505 unsupported-version
            GET / HTTP/0.9¶Host: a¶¶                     => 505 unsupported-version
            GET / HTTP/2.0¶Host: a¶¶                     => 505 unsupported-version
            PRI * HTTP/2.0¶¶SM¶¶                         => 505 unsupported-version

            # Methods.
            CONNECT a:443 HTTP/1.1¶Host: a:443¶¶         => 405 method-not-allowed
            TRACE / HTTP/1.1¶Host: a¶¶                   => 405 method-not-allowed
            TRACK / HTTP/1.1¶Host: a¶¶                   => TRACK / at a, no body, stays
            G(T / HTTP/1.1¶Host: a¶¶                     => 400 bad-method
            GET⇥/ HTTP/1.1¶Host: a¶¶                     => 400 bad-method
            ·GET / HTTP/1.1¶Host: a¶¶                    => 400 bad-method
            G␀T / HTTP/1.1¶Host: a¶¶                     => 400 bad-method
            ABCDEFGHIJABCDEFGHIJABCDEFGHIJ12 / HTTP/1.1¶Host: a¶¶  => ABCDEFGHIJABCDEFGHIJABCDEFGHIJ12 / at a, no body, stays
            ABCDEFGHIJABCDEFGHIJABCDEFGHIJ123 / HTTP/1.1¶Host: a¶¶ => 501 method-too-long

            # Empty lines before a request are skipped, a few.
            ¶GET / HTTP/1.1¶Host: a¶¶                    => GET / at a, no body, stays
            ¶¶¶¶GET / HTTP/1.1¶Host: a¶¶                 => GET / at a, no body, stays
            ¶¶¶¶¶GET / HTTP/1.1¶Host: a¶¶                => 400 malformed-request-line
            ␊GET / HTTP/1.1¶Host: a¶¶                    => 400 bare-lf
            ␍GET / HTTP/1.1¶Host: a¶¶                    => 400 bare-cr

            # Not there yet.
            ¶                                            => incomplete
            GE                                           => incomplete
            GET / HTTP/1.1                               => incomplete
            GET / HTTP/1.1␍                              => incomplete
            GET / HTTP/1.1¶Host: a¶                      => incomplete
            GET / HTTP/1.1¶Host: a¶␍                     => incomplete
            """);
    }

    static Stream<Arguments> hosts() {
        return Wire.table("""
            GET / HTTP/1.1¶HOST: Ex-am_ple.org.:8080¶¶   => GET / at Ex-am_ple.org.:8080, no body, stays
            GET / HTTP/1.1¶Host:⇥a ⇥¶¶                   => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: 192.0.2.1:¶¶            => GET / at 192.0.2.1:, no body, stays
            GET / HTTP/1.1¶Host: [2001:db8::1]:8080¶¶    => GET / at [2001:db8::1]:8080, no body, stays
            GET / HTTP/1.1¶Host: [::ffff:192.0.2.1]¶¶    => GET / at [::ffff:192.0.2.1], no body, stays
            GET / HTTP/1.0¶Host: a¶¶                     => GET / at a, no body, closes
            GET / HTTP/1.0¶¶                             => GET / at nowhere, no body, closes
            GET / HTTP/1.1¶¶                             => 400 missing-host
            GET / HTTP/1.1¶Host: a¶Host: a¶¶             => 400 several-hosts
            GET / HTTP/1.1¶Host: a¶hOST: b¶¶             => 400 several-hosts
            GET / HTTP/1.0¶Host: a¶Host: b¶¶             => 400 several-hosts
            GET / HTTP/1.1¶Host:¶¶                       => 400 bad-host
            GET / HTTP/1.1¶Host: :80¶¶                   => 400 bad-host
            GET / HTTP/1.1¶Host: a b¶¶                   => 400 bad-host
            GET / HTTP/1.1¶Host: a/b¶¶                   => 400 bad-host
            GET / HTTP/1.1¶Host: u@a¶¶                   => 400 bad-host
            GET / HTTP/1.1¶Host: a%2eb¶¶                 => 400 bad-host
            GET / HTTP/1.1¶Host: ÿ¶¶                     => 400 bad-host
            GET / HTTP/1.1¶Host: a:b¶¶                   => 400 bad-host
            GET / HTTP/1.1¶Host: a:+80¶¶                 => 400 bad-host
            GET / HTTP/1.1¶Host: a:65535¶¶               => GET / at a:65535, no body, stays
            GET / HTTP/1.1¶Host: a:65536¶¶               => 400 bad-host
            GET / HTTP/1.1¶Host: a:8:8¶¶                 => 400 bad-host
            GET / HTTP/1.1¶Host: ::1¶¶                   => 400 bad-host
            GET / HTTP/1.1¶Host: [::1¶¶                  => 400 bad-host
            GET / HTTP/1.1¶Host: [::1]a¶¶                => 400 bad-host
            GET / HTTP/1.1¶Host: [fe80::1%eth0]¶¶        => 400 bad-host
            GET / HTTP/1.1¶Host: [1.2.3.4]¶¶             => 400 bad-host
            GET / HTTP/1.1¶Host: []¶¶                    => 400 bad-host
            """);
    }

    static Stream<Arguments> fields() {
        return Wire.table("""
            GET / HTTP/1.1¶Host: a¶X: b⇥c ÿ¶¶            => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: a¶X:¶Y: ¶¶              => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: a¶!#$%&'*+-.^_`|~9:x¶¶  => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: a¶: x¶¶                 => 400 bad-field-name
            GET / HTTP/1.1¶Host: a¶X¶¶                   => 400 bad-field-name
            GET / HTTP/1.1¶Host: a¶X(Y: x¶¶              => 400 bad-field-name
            GET / HTTP/1.1¶Host: a¶ÿ: x¶¶                => 400 bad-field-name
            GET / HTTP/1.1¶Host: a¶X Y: x¶¶              => 400 bad-field-name
            GET / HTTP/1.1¶Host: a¶X : x¶¶               => 400 space-before-colon
            GET / HTTP/1.1¶Host : a¶¶                    => 400 space-before-colon
            GET / HTTP/1.1¶Host⇥: a¶¶                    => 400 space-before-colon
            GET / HTTP/1.1¶Host: a¶ b¶¶                  => 400 obs-fold
            GET / HTTP/1.1¶Host: a¶⇥b: c¶¶               => 400 obs-fold
            GET / HTTP/1.1¶ Host: a¶¶                    => 400 obs-fold
            GET / HTTP/1.1¶Host: a¶ ¶¶                   => 400 obs-fold
            GET / HTTP/1.1¶Host: a␊¶                     => 400 bare-lf
            GET / HTTP/1.1␊Host: a␊␊                     => 400 bare-lf
            GET / HTTP/1.1¶Host: a¶␊                     => 400 bare-lf
            GET / HTTP/1.1¶Host: a¶X: b␍c¶¶              => 400 bare-cr
            GET / HTTP/1.1␍Host: a¶¶                     => 400 bare-cr
            GET / HTTP/1.1¶Host: a¶␍X: b¶¶               => 400 bare-cr
            GET / HTTP/1.1¶Host: a¶X: b␍¶¶               => 400 bare-cr
            GET / HTTP/1.1¶Host: a¶X: b␀¶¶               => 400 control-character
            GET / HTTP/1.1¶Host: a¶X: ␋b¶¶               => 400 control-character
            GET / HTTP/1.1¶Host: a¶X: b¬¶¶               => 400 control-character
            GET / HTTP/1.1¶Host: a¶X␀: b¶¶               => 400 bad-field-name
            GET / HTTP/1.1¶Host: a¶A:¶B:¶C:¶D:¶E:¶¶      => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: a¶A:¶B:¶C:¶D:¶E:¶F:¶¶   => 431 too-many-fields
            """);
    }

    static Stream<Arguments> framings() {
        return Wire.table("""
            POST / HTTP/1.1¶Host: a¶Content-Length: 0¶¶                               => POST / at a, 0 bytes, stays
            POST / HTTP/1.1¶Host: a¶content-length:5¶¶                                => POST / at a, 5 bytes, stays
            POST / HTTP/1.1¶Host: a¶Content-Length: 0005¶¶                            => POST / at a, 5 bytes, stays
            GET / HTTP/1.1¶Host: a¶Content-Length: 999999999999999999¶¶               => GET / at a, 999999999999999999 bytes, stays
            POST / HTTP/1.1¶Host: a¶Content-Length: 9999999999999999999¶¶             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 18446744073709551621¶¶            => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length:¶¶                                 => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: +5¶¶                              => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: -5¶¶                              => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 0x5¶¶                             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5.0¶¶                             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5 5¶¶                             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5, 5¶¶                            => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5,6¶¶                             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5¶Content-Length: 5¶¶             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5¶Content-Length: 6¶¶             => 400 bad-content-length
            POST / HTTP/1.1¶Host: a¶Content-Length: 5¶Content-Length:¶¶               => 400 bad-content-length

            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked¶¶                      => POST / at a, chunked, stays
            POST / HTTP/1.1¶Host: a¶transfer-encoding:⇥CHUNKED ¶¶                     => POST / at a, chunked, stays
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked¶Content-Length: 5¶¶    => 400 length-and-coding
            POST / HTTP/1.1¶Host: a¶Content-Length: x¶Transfer-Encoding: x¶¶          => 400 length-and-coding
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: gzip, chunked¶¶                => 501 unknown-coding
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: gzip¶Transfer-Encoding: chunked¶¶ => 501 unknown-coding
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked, gzip¶¶                => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked, chunked¶¶             => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked¶Transfer-Encoding: chunked¶¶ => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked¶Transfer-Encoding: identity¶¶ => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: identity¶¶                     => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: gzip¶¶                         => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: xchunked¶¶                     => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked;q=1¶¶                  => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: "chunked"¶¶                    => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: ,chunked¶¶                     => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding:¶¶                              => 400 coding-not-final
            POST / HTTP/1.1¶Host: a¶Transfer-Encoding: ␋chunked¶¶                     => 400 control-character
            POST / HTTP/1.0¶Host: a¶Transfer-Encoding: chunked¶¶                      => 400 coding-in-http10
            """);
    }

    static Stream<Arguments> connections() {
        return Wire.table("""
            GET / HTTP/1.1¶Host: a¶Connection: close¶¶                                => GET / at a, no body, closes
            GET / HTTP/1.1¶Host: a¶Connection: x,,  CLOSE ⇥,¶¶                        => GET / at a, no body, closes
            GET / HTTP/1.1¶Host: a¶Connection: x¶Connection: close¶¶                  => GET / at a, no body, closes
            GET / HTTP/1.1¶Host: a¶Connection: keep-alive, close¶¶                    => GET / at a, no body, closes
            GET / HTTP/1.1¶Host: a¶Connection: closed¶¶                               => GET / at a, no body, stays
            GET / HTTP/1.0¶Connection: Keep-Alive¶¶                                   => GET / at nowhere, no body, stays
            GET / HTTP/1.0¶Connection: keep-alive, close¶¶                            => GET / at nowhere, no body, closes

            GET / HTTP/1.1¶Host: a¶Connection: Upgrade¶Upgrade: websocket¶Sec-WebSocket-Key: x¶¶           => GET / at a, no body, stays, upgrades
            GET / HTTP/1.1¶Host: a¶Connection: upgrade¶¶                              => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: a¶Upgrade: websocket¶¶                               => GET / at a, no body, stays
            GET / HTTP/1.1¶Host: a¶Connection: upgrade¶Upgrade: h2c, websocket¶¶      => GET / at a, no body, stays
            GET / HTTP/1.0¶Host: a¶Connection: upgrade¶Upgrade: websocket¶¶           => GET / at a, no body, closes

            POST / HTTP/1.1¶Host: a¶Expect: 100-Continue¶Content-Length: 1¶¶          => POST / at a, 1 bytes, stays, expects 100
            POST / HTTP/1.1¶Host: a¶Expect: 100-continue¶Transfer-Encoding: chunked¶¶ => POST / at a, chunked, stays, expects 100
            POST / HTTP/1.1¶Host: a¶Expect: 100-continue¶Content-Length: 0¶¶          => POST / at a, 0 bytes, stays
            GET / HTTP/1.1¶Host: a¶Expect: 100-continue¶¶                             => GET / at a, no body, stays
            POST / HTTP/1.0¶Host: a¶Expect: 100-continue¶Content-Length: 1¶¶          => POST / at a, 1 bytes, closes
            POST / HTTP/1.0¶Host: a¶Expect: wonders¶Content-Length: 1¶¶               => POST / at a, 1 bytes, closes
            POST / HTTP/1.1¶Host: a¶Expect: wonders¶Content-Length: 1¶¶               => 417 unknown-expectation
            POST / HTTP/1.1¶Host: a¶Expect: 100-continue, x¶Content-Length: 1¶¶       => 417 unknown-expectation
            """);
    }

    @Test
    void takesHeadsUpToTheLimit() {
        String start = "GET / HTTP/1.1¶Host: a¶X: ";
        String fits = start + "x".repeat(400 - Wire.bytes(start).length - 4) + "¶¶";
        readsOrRefuses(fits, "GET / at a, no body, stays");
        readsOrRefuses(fits.replace("X: ", "X: x"), "431 head-too-large");
        readsOrRefuses(fits.replace("¶¶", "xxxxxx␀"), "431 head-too-large");
        readsOrRefuses("GET /" + "x".repeat(400) + " HTTP/1.1¶Host: a¶¶", "414 target-too-long");
    }

    @Test
    void refusesMoreConnectionOptionsThanItWillCompare() {
        String start = "GET / HTTP/1.1¶Host: a¶Connection: ";
        readsOrRefuses(start + "x,".repeat(64) + "¶¶", "GET / at a, no body, stays");
        readsOrRefuses(start + "x,".repeat(65) + "¶¶", "400 too-many-connection-options");
    }

    @Test
    void refusesTlsAtTheFirstOctet() {
        assertThat(parser.parse(new byte[] {0x16}, 0, 1, head)).isEqualTo(RequestParser.REJECTED);
        assertThat(parser.rejection()).isEqualTo(Rejection.BAD_METHOD);
    }

    @Test
    void refusesOverlongHeadBeforeItsEnd() {
        byte[] bytes = Wire.bytes("GET / HTTP/1.1¶Host: a¶X: " + "x".repeat(500));
        assertThat(parser.parse(bytes, 0, 399, head)).isEqualTo(RequestParser.INCOMPLETE);
        assertThat(parser.parse(bytes, 0, 400, head)).isEqualTo(RequestParser.REJECTED);
        assertThat(parser.rejection()).isEqualTo(Rejection.HEAD_TOO_LARGE);
    }

    @Test
    void leavesWhatFollowsTheHead() {
        byte[] bytes = Wire.bytes("GET / HTTP/1.1¶Host: a¶¶GET /2 HTTP/1.1¶Host: b¶¶");
        int second = parser.parse(bytes, 0, bytes.length, head);
        assertThat(second).isEqualTo(27);
        assertThat(parser.parse(bytes, second, bytes.length, head)).isEqualTo(bytes.length);
        assertThat(head.hostText()).isEqualTo("b");
    }

    @Test
    void forgetsAnIncompleteHeadWhenReset() {
        byte[] first = Wire.bytes("GET /" + "x".repeat(100));
        assertThat(parser.parse(first, 0, first.length, head)).isEqualTo(RequestParser.INCOMPLETE);
        parser.reset();
        byte[] second = Wire.bytes("GET /¶");
        assertThat(parser.parse(second, 0, second.length, head)).isEqualTo(RequestParser.REJECTED);
    }

    @Test
    void hasNoRejectionWithoutOne() {
        byte[] bytes = Wire.bytes("GET ");
        parser.parse(bytes, 0, bytes.length, head);
        assertThatIllegalStateException().isThrownBy(parser::rejection);
    }

    /** Parses growing prefixes, each in another place among octets that mustn't be read, until there is a verdict. */
    private String inParts(byte[] bytes, int... ends) {
        parser.reset();
        for (int end : ends) {
            byte[] array = new byte[bytes.length + 40];
            Arrays.fill(array, (byte) '\n');
            int from = end % 17;
            System.arraycopy(bytes, 0, array, from, end);
            int result = parser.parse(array, from, from + end, head);
            if (result == RequestParser.REJECTED) {
                return parser.rejection().status() + " " + parser.rejection().label();
            }
            if (result != RequestParser.INCOMPLETE) {
                return describe();
            }
        }
        return "incomplete";
    }

    private String describe() {
        String target = head.pathText()
                + (head.hasQuery() ? "?" : "")
                + Wire.text(
                        Arrays.copyOfRange(head.bytes(), Math.max(0, head.queryStart()), Math.max(0, head.queryEnd())));
        return head.methodText() + " " + target + (target.isEmpty() ? "" : " ")
                + "at " + (head.hostStart() == head.hostEnd() ? "nowhere" : head.authorityText())
                + ", " + body(parser.framing())
                + (parser.keepAlive() ? ", stays" : ", closes")
                + (parser.expectsContinue() ? ", expects 100" : "")
                + (parser.upgrades() ? ", upgrades" : "");
    }

    static String body(BodyFraming framing) {
        return switch (framing.kind()) {
            case NONE -> "no body";
            case LENGTH -> framing.length() + " bytes";
            case CHUNKED -> "chunked";
            case UNTIL_CLOSE -> "until close";
        };
    }
}
