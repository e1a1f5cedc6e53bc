package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Header blocks that try to become more, or something else, than one request in HTTP/1.1: what the origin sees, byte for byte, or
 * how they are refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String RESET = "reset 1";

    /**
     * One block.
     *
     * @param changes lines added to a usual GET; one with a pseudo-header field of that block replaces it, {@code -} removes it
     * @param seen what the origin gets before our own lines; or {@link #RESET}; or the status of our answer
     */
    private record Attempt(String name, List<String> changes, String content, String seen) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Attempt attempt(String name, String seen, String... changes) {
        return new Attempt(name, List.of(changes), "", seen);
    }

    private static Attempt withBody(String name, String content, String seen, String... changes) {
        return new Attempt(name, List.of(changes), content, seen);
    }

    private RawOrigin origin;
    private Fleet fleet;

    @BeforeAll
    void start() {
        origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        fleet = Fleet.alone(origin.port()).start();
    }

    @AfterAll
    void stop() {
        fleet.close();
        origin.close();
    }

    static Stream<Attempt> attempts() {
        String usual = "GET / HTTP/1.1\r\nHost: wiki.example\r\n";
        return Stream.of(
                attempt("a usual one", usual),
                // Values.
                attempt("CR LF in a value", RESET, "x-a", "b\r\nHost: evil"),
                attempt("LF in a value", RESET, "x-a", "b\nHost: evil"),
                attempt("CR in a value", RESET, "x-a", "b\rHost: evil"),
                attempt("NUL in a value", RESET, "x-a", "b\0c"),
                attempt("another control in a value", RESET, "x-a", "b\u0001c"),
                attempt("DEL in a value", RESET, "x-a", "b\u007f"),
                attempt("a space before a value", RESET, "x-a", " b"),
                attempt("a tab behind a value", RESET, "x-a", "b\t"),
                attempt("a tab within a value", usual + "x-a: b\tc\r\n", "x-a", "b\tc"),
                attempt("an empty value", usual + "x-a: \r\n", "x-a", ""),
                attempt("octets beyond ASCII in a value", usual + "x-a: \u00e4\r\n", "x-a", "\u00e4"),
                attempt("CR LF in a cookie", RESET, "cookie", "a=1\r\nx: y"),
                attempt(
                        "cookies in crumbs",
                        usual + "cookie: a=1; b=2; c=3\r\nx-a: 1\r\n",
                        "cookie",
                        "a=1",
                        "x-a",
                        "1",
                        "cookie",
                        "b=2",
                        "cookie",
                        "c=3"),
                // Names.
                attempt("CR LF in a name", RESET, "x-a: b\r\nhost", "evil"),
                attempt("a colon in a name", RESET, "x-a:b", "c"),
                attempt("a space in a name", RESET, "x a", "b"),
                attempt("a space behind a name", RESET, "x-a ", "b"),
                attempt("upper case in a name", RESET, "X-A", "b"),
                attempt("an empty name", RESET, "", "b"),
                attempt("octets beyond ASCII in a name", RESET, "x-\u00e4", "b"),
                attempt("NUL in a name", RESET, "x\0a", "b"),
                // Fields of the connection.
                attempt("Transfer-Encoding", RESET, "transfer-encoding", "chunked"),
                attempt("Connection", RESET, "connection", "close"),
                attempt("Keep-Alive", RESET, "keep-alive", "timeout=5"),
                attempt("Proxy-Connection", RESET, "proxy-connection", "keep-alive"),
                attempt("Upgrade", RESET, "upgrade", "websocket"),
                attempt("TE with a coding", RESET, "te", "gzip"),
                attempt("TE with trailers and more", RESET, "te", "trailers, chunked"),
                attempt("HTTP2-Settings", usual, "http2-settings", "AAMAAABkAAQAoAAAAAIAAAAA"),
                // The method.
                attempt("a space in the method", RESET, ":method", "GET /evil HTTP/1.1\r\nx:"),
                attempt("CR LF in the method", RESET, ":method", "GET\r\n"),
                attempt("an empty method", RESET, ":method", ""),
                attempt("a method that is no token", "400", ":method", "G(T"),
                attempt("no method", RESET, ":method", "-"),
                attempt("TRACE", "405", ":method", "TRACE"),
                attempt("a method beyond all bounds", "501", ":method", "A".repeat(40)),
                attempt("a method in lower case", "get / HTTP/1.1\r\nHost: wiki.example\r\n", ":method", "get"),
                // The path.
                attempt("a space in the path", RESET, ":path", "/ HTTP/1.1\r\nHost: evil\r\nx:"),
                attempt("a lone space in the path", RESET, ":path", "/a b"),
                attempt("LF in the path", RESET, ":path", "/\nGET /evil"),
                attempt("a tab in the path", RESET, ":path", "/\t"),
                attempt("an empty path", RESET, ":path", ""),
                attempt("no path", RESET, ":path", "-"),
                attempt("an absolute URL as the path", RESET, ":path", "http://evil.example/"),
                attempt("an authority as the path", RESET, ":path", "evil.example:80"),
                attempt("an asterisk with GET", RESET, ":path", "*"),
                attempt(
                        "an asterisk with OPTIONS",
                        "OPTIONS * HTTP/1.1\r\nHost: wiki.example\r\n",
                        ":path",
                        "*",
                        ":method",
                        "OPTIONS"),
                attempt("a fragment in the path", "400", ":path", "/a#b"),
                attempt("octets beyond ASCII in the path", "400", ":path", "/\u00e4"),
                attempt(
                        "two slashes",
                        "GET //evil.example/ HTTP/1.1\r\nHost: wiki.example\r\n",
                        ":path",
                        "//evil.example/"),
                attempt(
                        "encoded CR LF in the path",
                        "GET /%0d%0aHost:%20evil HTTP/1.1\r\nHost: wiki.example\r\n",
                        ":path",
                        "/%0d%0aHost:%20evil"),
                // The scheme.
                attempt("no scheme", RESET, ":scheme", "-"),
                attempt("a scheme of a file", RESET, ":scheme", "file"),
                attempt("CR LF in the scheme", RESET, ":scheme", "http\r\nx: y"),
                attempt("https without TLS", usual, ":scheme", "https"),
                // The authority.
                attempt("CR LF in the authority", RESET, ":authority", "wiki.example\r\nx: y"),
                attempt("user information", RESET, ":authority", "a@wiki.example"),
                attempt("a path in the authority", "400", ":authority", "wiki.example/evil"),
                attempt("a bad port", "400", ":authority", "wiki.example:http"),
                attempt("an empty authority", RESET, ":authority", ""),
                attempt("no authority and no Host", "400", ":authority", "-"),
                attempt("Host in its place", usual, ":authority", "-", "host", "wiki.example"),
                attempt("Host beside it, the same", usual, "host", "wiki.example"),
                attempt("Host beside it, in other case", usual, "host", "Wiki.Example"),
                attempt("Host that names another", RESET, "host", "evil.example"),
                attempt("Host twice", RESET, "host", "wiki.example", "host", "wiki.example"),
                attempt(
                        "Host twice in place of an authority",
                        RESET,
                        ":authority",
                        "-",
                        "host",
                        "wiki.example",
                        "host",
                        "evil"),
                attempt("a port", "GET / HTTP/1.1\r\nHost: wiki.example:8080\r\n", ":authority", "wiki.example:8080"),
                // Pseudo-header fields.
                attempt("an unknown pseudo-header field", RESET, ":evil", "1"),
                attempt("a status in a request", RESET, ":status", "200"),
                attempt("a pseudo-header field behind others", RESET, "x-a", "b", "+:path", "/evil"),
                attempt("a method twice", RESET, "+:method", "POST"),
                attempt("a path twice", RESET, "+:path", "/evil"),
                attempt("an authority twice", RESET, "+:authority", "wiki.example"),
                attempt(":protocol without CONNECT", RESET, "+:protocol", "websocket"),
                attempt("CONNECT with a path", RESET, ":method", "CONNECT"),
                attempt("CONNECT", "405", ":method", "CONNECT", ":path", "-", ":scheme", "-"),
                attempt("CONNECT for another protocol", "501", "+:protocol", "connect-udp", ":method", "CONNECT"),
                // Content-Length.
                attempt("a length and no content", RESET, "content-length", "5"),
                attempt("a length of none", usual + "Content-Length: 0\r\n", "content-length", "0"),
                attempt("a list as a length", RESET, "content-length", "0, 0"),
                attempt("two lengths", RESET, "content-length", "0", "content-length", "0"),
                attempt("a signed length", RESET, "content-length", "+0"),
                attempt("a length of letters", RESET, "content-length", "zero"),
                withBody(
                        "more content than said",
                        "GET /evil HTTP/1.1\r\n\r\n",
                        RESET,
                        ":method",
                        "POST",
                        "content-length",
                        "1"),
                withBody("less content than said", "abc", RESET, ":method", "POST", "content-length", "10"),
                withBody(
                        "content as long as said",
                        "0\r\n\r\nGET",
                        "POST / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 8\r\n",
                        ":method",
                        "POST",
                        "content-length",
                        "8"),
                withBody(
                        "content that looks like chunks",
                        "0\r\n\r\nGET",
                        "POST / HTTP/1.1\r\nHost: wiki.example\r\nTransfer-Encoding: chunked\r\n",
                        ":method",
                        "POST"),
                // Ours.
                attempt("a hop from outside", usual, "fairlead-hop", "from=codfw"),
                attempt("forwarding from outside", usual, "x-forwarded-for", "1.2.3.4", "forwarded", "for=1.2.3.4"),
                attempt("too many fields", "431", repeated(120)));
    }

    private static String[] repeated(int times) {
        String[] lines = new String[2 * times];
        for (int i = 0; i < times; i++) {
            lines[2 * i] = "x-" + i;
            lines[2 * i + 1] = "v";
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void seesOneRequestOrNone(Attempt attempt) {
        int before = origin.requests().size();
        try (RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int stream = client.open();
            boolean hasBody = !attempt.content().isEmpty();
            client.headers(stream, !hasBody, lines(attempt.changes()));
            if (hasBody) {
                client.data(stream, true, attempt.content());
            }
            RawHttp2Client.Answer answer = client.answer(stream);

            if (attempt.seen().equals(RESET)) {
                if (answer.reset < 0) {
                    client.await(RawHttp2Client.RST_STREAM);
                }
                assertThat(answer.reset).as(answer.toString()).isEqualTo(1);
                assertThat(complete(before)).isEmpty();
            } else if (attempt.seen().length() == 3) {
                assertThat(answer.status).as(answer.toString()).isEqualTo(Integer.parseInt(attempt.seen()));
                assertThat(complete(before)).isEmpty();
            } else {
                assertThat(answer.status).as(answer.toString()).isEqualTo(200);
                assertThat(complete(before))
                        .hasSize(1)
                        .allSatisfy(request -> assertThat(request.substring(0, request.indexOf("X-Forwarded-For: ")))
                                .isEqualTo(attempt.seen()));
            }
            assertThat(client.get(Fleet.HEALTH_PATH).status)
                    .as("the next stream")
                    .isEqualTo(200);
        }
    }

    /** The requests that came whole since there were {@code before}. */
    private List<String> complete(int before) {
        return origin.requests().stream()
                .skip(before)
                .filter(SmugglingTest::isWhole)
                .toList();
    }

    private static boolean isWhole(String request) {
        int end = request.indexOf("\r\n\r\n") + 4;
        if (request.contains("\r\nTransfer-Encoding: chunked\r\n")) {
            return request.endsWith("0\r\n\r\n");
        }
        int at = request.indexOf("\r\nContent-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(request.substring(at + 18, request.indexOf("\r\n", at + 2)));
        return request.length() - end == length;
    }

    private static String[] lines(List<String> changes) {
        List<String> lines = new ArrayList<>(Arrays.asList(RawHttp2Client.request("GET", "/")));
        for (int i = 0; i < changes.size(); i += 2) {
            String name = changes.get(i);
            String value = changes.get(i + 1);
            int at = lines.indexOf(name);
            if (at >= 0 && name.startsWith(":")) {
                if (value.equals("-")) {
                    lines.subList(at, at + 2).clear();
                } else {
                    lines.set(at + 1, value);
                }
            } else if (name.startsWith("+:") && i == 0) {
                lines.addAll(0, List.of(name.substring(1), value));
            } else {
                lines.addAll(List.of(name.startsWith("+") ? name.substring(1) : name, value));
            }
        }
        return lines.toArray(String[]::new);
    }
}
