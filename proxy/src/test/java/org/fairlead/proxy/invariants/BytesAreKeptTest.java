package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random messages in random pieces, through one proxy and through two: what arrives is what was sent, but for what must change. */
@OverEveryFront
class BytesAreKeptTest {
    private static final int EXCHANGES = 25;
    private static final int LONGEST_BODY = 100_000;
    private static final Set<String> ADDED_TO_REQUESTS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-request-id",
            "via",
            "cdn-loop",
            "traceparent",
            "fairlead-request",
            "te",
            "connection");
    private static final Set<String> ADDED_TO_ANSWERS =
            Set.of("date", "via", "content-length", "transfer-encoding", "connection");

    /** The fields of ours and the body of one message; each name begins with {@code q-}, in some case. */
    private record Message(String startLine, List<String> fields, String body, List<String> trailers, int framing) {
        static final int NONE = 0;
        static final int LENGTH = 1;
        static final int CHUNKED = 2;
        static final int CLOSE = 3;

        String render(Random random, String... lines) {
            StringBuilder text = new StringBuilder(startLine).append("\r\n");
            Arrays.stream(lines).forEach(line -> text.append(line).append("\r\n"));
            fields.forEach(field -> text.append(field).append("\r\n"));
            if (framing == LENGTH) {
                return text + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            }
            if (framing == CHUNKED) {
                return text + "Transfer-Encoding: chunked\r\n\r\n" + chunks(random);
            }
            return text + "\r\n" + body;
        }

        private String chunks(Random random) {
            StringBuilder chunks = new StringBuilder();
            for (int at = 0; at < body.length(); ) {
                int size = 1 + random.nextInt(body.length() - at);
                chunks.append(Integer.toHexString(size))
                        .append("\r\n")
                        .append(body, at, at + size)
                        .append("\r\n");
                at += size;
            }
            chunks.append("0\r\n");
            trailers.forEach(trailer -> chunks.append(trailer).append("\r\n"));
            return chunks.append("\r\n").toString();
        }

        List<String> sentTrailers() {
            return framing == CHUNKED ? trailers.stream().map(String::strip).toList() : List.of();
        }
    }

    /** How many proxies, and what they speak between them. */
    private enum Way {
        ONE,
        TWO_IN_HTTP1,
        TWO_IN_HTTP2;

        PoolSettings peers() {
            return this == TWO_IN_HTTP2 ? PoolSettings.USUAL_OF_PEERS : PoolSettings.USUAL;
        }

        boolean isHttp2() {
            return this == TWO_IN_HTTP2 || Front.current().isHttp2();
        }
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1, ONE", "2, ONE", "3, TWO_IN_HTTP1", "4, TWO_IN_HTTP1", "5, TWO_IN_HTTP2", "6, TWO_IN_HTTP2"})
    void bothWays(long seed, Way way) throws Exception {
        boolean twoProxies = way != Way.ONE;
        Random random = new Random(seed);
        BlockingQueue<List<String>> answers = new LinkedBlockingQueue<>();
        try (RawOrigin origin = RawOrigin.of(connection -> serve(connection, answers));
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", origin.port())
                        .datacenter("codfw", 1)
                        .peers(way.peers())
                        .rules()
                        .start()) {
            RawClient client = fleet.client(twoProxies ? "codfw" : "eqiad");
            for (int i = 0; i < EXCHANGES; i++) {
                // A write crosses to the primary.
                String method = twoProxies
                        ? pick(random, "POST", "PUT", "QUIRK")
                        : pick(random, "GET", "HEAD", "POST", "QUIRK", "DELETE");
                Message request = request(random, method);
                Message answer = answer(random, method);
                answers.add(pieces(random, answer.render(random, bodiless(answer))));
                pieces(random, request.render(random, "Host: wiki.example", "TE: trailers"))
                        .forEach(client::send);
                RawClient.Response response = client.read(method);

                arrived(origin.requests().get(i), request, way);
                assertThat(response.head()).startsWith(startLine(answer, way));
                assertThat(carried(ours(response.head()), way)).isEqualTo(carried(answer.fields(), way));
                assertThat(others(response.head())).isSubsetOf(ADDED_TO_ANSWERS);
                assertContent(response.body(), answer, way);
                if (response.field("Connection").equals("close")) {
                    client.close();
                    client = fleet.client(twoProxies ? "codfw" : "eqiad");
                }
            }
            client.close();
        }
    }

    /** HTTP/2 has no reason phrase. */
    private static String startLine(Message answer, Way way) {
        return way.isHttp2() ? answer.startLine().substring(0, "HTTP/1.1 200".length()) : answer.startLine() + "\r\n";
    }

    /** Lines as they are carried: HTTP/2 has names in lower case alone (RFC 9113 §8.2.1). */
    private static List<String> carried(List<String> lines, Way way) {
        return way.isHttp2()
                ? lines.stream()
                        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                                + line.substring(line.indexOf(':')))
                        .toList()
                : lines;
    }

    private static void serve(RawOrigin.Connection connection, BlockingQueue<List<String>> answers) throws IOException {
        while (!connection.readRequest().isEmpty()) {
            List<String> pieces = answers.remove();
            for (String piece : pieces) {
                connection.send(piece);
            }
            String whole = String.join("", pieces);
            String head = whole.substring(0, whole.indexOf("\r\n\r\n") + 2);
            if (head.contains("\r\nConnection: close\r\n")) {
                return;
            }
        }
    }

    private static void arrived(String seen, Message request, Way way) {
        int end = seen.indexOf("\r\n\r\n") + 2;
        assertThat(seen).startsWith(request.startLine() + "\r\n");
        assertThat(ours(seen.substring(0, end))).isEqualTo(carried(request.fields(), way));
        assertThat(others(seen.substring(0, end))).isSubsetOf(ADDED_TO_REQUESTS);
        String body = seen.substring(end + 2);
        assertContent(request.framing() == Message.CHUNKED ? dechunked(body) : body, request, way);
    }

    /** @param got the body, and behind it the trailers, as the clients of the tests read them */
    private static void assertContent(String got, Message message, Way way) {
        int end = Math.min(got.length(), message.body().length());
        assertThat(got.substring(0, end)).isEqualTo(message.body());
        assertThat(carried(got.substring(end).lines().skip(1).toList(), way))
                .isEqualTo(carried(message.sentTrailers(), way));
    }

    private static String dechunked(String chunks) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, line), 16);
            at = line + 2;
            if (size == 0) {
                chunks.substring(at)
                        .lines()
                        .filter(trailer -> !trailer.isEmpty())
                        .forEach(trailer -> content.append('\n').append(trailer.strip()));
                return content.toString();
            }
            content.append(chunks, at, at + size);
            at += size + 2;
        }
    }

    private static List<String> ours(String head) {
        return lines(head).stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("q-"))
                .toList();
    }

    private static List<String> others(String head) {
        return lines(head).stream()
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                .filter(name -> !name.startsWith("q-"))
                .toList();
    }

    private static List<String> lines(String head) {
        List<String> lines = Arrays.asList(head.strip().split("\r\n", -1));
        return lines.subList(1, lines.size());
    }

    private static Message request(Random random, String method) {
        int framing = random.nextInt(Message.CLOSE);
        String target = "/w/" + pick(random, "a%2Fb", "%C3%A9;x=1", "..%2e", "a//b", "~!$&'()*+,", "")
                + pick(random, "", "?", "?a=b&a=%62", "?a=%zz&&=");
        String body = framing == Message.NONE ? "" : octets(random);
        return new Message(method + " " + target + " HTTP/1.1", fields(random, 12), body, fields(random, 3), framing);
    }

    private static Message answer(Random random, String method) {
        int status = Integer.parseInt(pick(random, "200", "200", "200", "201", "204", "304", "404", "500", "599"));
        boolean bodiless = status == 204 || status == 304 || method.equals("HEAD");
        int framing = bodiless ? Message.NONE : 1 + random.nextInt(Message.CLOSE);
        String reason = pick(random, "OK", "Any Thing", "\u00e9t\u00e9", "x");
        String body = bodiless ? "" : octets(random);
        return new Message("HTTP/1.1 " + status + " " + reason, fields(random, 12), body, fields(random, 3), framing);
    }

    private static String[] bodiless(Message answer) {
        return answer.framing() == Message.CLOSE ? new String[] {"Connection: close"} : new String[0];
    }

    private static List<String> fields(Random random, int most) {
        List<String> fields = new ArrayList<>();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            String name = pick(random, "Q-a", "q-A", "Q-Odd_Name", "q-!#$%&'*+.^`|~", "Q-" + random.nextInt(3));
            String value = pick(random, "", "x", "a,  b", "\"q;=\"", "\u00e9\u00ff\u0080", "a\tb", "x".repeat(300));
            fields.add(name + ": " + value);
        }
        return fields;
    }

    private static String octets(Random random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(LONGEST_BODY) : random.nextInt(300);
        StringBuilder octets = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            octets.append((char) random.nextInt(256));
        }
        return octets.toString();
    }

    private static List<String> pieces(Random random, String whole) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < whole.length(); ) {
            int end = Math.min(whole.length(), at + 1 + random.nextInt(random.nextBoolean() ? 20 : whole.length()));
            pieces.add(whole.substring(at, end));
            at = end;
        }
        return pieces;
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
