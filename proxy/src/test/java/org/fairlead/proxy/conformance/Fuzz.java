package org.fairlead.proxy.conformance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.proxy.conformance.NettyReader.Message;
import org.fairlead.proxy.conformance.NettyReader.Seen;
import org.fairlead.proxy.downstream.Ring;

/**
 * Sends mutations through the whole proxy and through Netty's decoders. A finding is a difference that nobody has explained:
 *
 * <ul>
 *   <li>an origin gets something that Netty reads as other requests than the proxy was given, or refuses, or finds half;
 *   <li>a client gets something that isn't whole answers, one to each request;
 *   <li>bytes of one exchange turn up in the next.
 * </ul>
 */
final class Fuzz implements AutoCloseable {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: wiki.example\r\n\r\n";
    private static final int MOST_REQUESTS = 10;

    private final Ring ring = new Ring(Settings.configuration(Map.of()));
    private final Mutations requests = Mutations.ofRequests();
    private final Mutations responses = Mutations.ofResponses();
    private long forwarded;

    /** What is wrong with that seed's messages, with the bytes; empty where nothing is. */
    Optional<String> run(long seed) {
        String request = requests.make(seed);
        String response = responses.make(seed);
        return request(request)
                .map(finding -> "seed " + seed + ", request: " + finding + "\n" + Notation.encode(request))
                .or(() -> response(response)
                        .map(finding -> "seed " + seed + ", response: " + finding + "\n" + Notation.encode(response)));
    }

    /** How many requests went to an origin, so that one can see that something is tried. */
    long forwarded() {
        return forwarded;
    }

    Optional<String> request(String bytes) {
        ring.begin();
        ring.clientSends(latin1(bytes));
        Seen given = NettyReader.requests(bytes);
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < MOST_REQUESTS; i++) {
            answers.append(ring.client().take());
            String sent = ring.takeFromOrigins();
            if (sent.isEmpty()) {
                break;
            }
            Seen seen = NettyReader.requests(sent);
            if (seen.failed()
                    || seen.messages().size() > 1
                    || (seen.rest() && !seen.messages().isEmpty())) {
                return Optional.of("an origin would see " + seen + " in\n" + Notation.encode(sent));
            }
            if (seen.messages().isEmpty()) {
                // The body doesn't come whole.
                break;
            }
            // Some are answered here.
            Optional<String> other = compare(seen.messages().get(0), given, count(answers.toString()), bytes);
            if (other.isPresent()) {
                return other;
            }
            forwarded++;
            if (ring.origin().state().equals("open")) {
                ring.originSends(latin1(OK));
            }
        }
        return Optional.empty();
    }

    private static int count(String answers) {
        return answers.split("HTTP/1\\.1 [2-5]", -1).length - 1;
    }

    private static Optional<String> compare(Message sent, Seen given, int index, String bytes) {
        if (index >= given.messages().size()) {
            return given.failed() && Allowed.nettyRefuses(bytes)
                    ? Optional.empty()
                    : Optional.of("request " + index + " went to an origin, but Netty sees only " + given);
        }
        Message expected = given.messages().get(index);
        boolean same = sent.content().equals(expected.content()) && Allowed.sameTarget(sent.start(), expected.start());
        return same ? Optional.empty() : Optional.of("an origin got " + sent + ", and Netty sees " + expected);
    }

    Optional<String> response(String bytes) {
        ring.begin();
        ring.clientSends(latin1(GET));
        ring.takeFromOrigins();
        if (!ring.origin().state().equals("open")) {
            return Optional.of("nothing was sent");
        }
        ring.originSends(latin1(bytes));
        ring.originEnds();
        String got = ring.client().take();
        String sentAgain = ring.takeFromOrigins();
        if (!sentAgain.isEmpty()) {
            // A read whose connection closed without an answer is tried once more.
            ring.originSends(latin1(OK));
            got += ring.client().take();
        }
        Seen seen = NettyReader.responses(got);
        List<Message> finals = seen.messages().stream()
                .filter(each -> !each.start().startsWith("1"))
                .toList();
        boolean whole = finals.size() == 1 && !seen.rest();
        boolean cut = finals.isEmpty() && !ring.client().state().equals("open");
        if (seen.failed() || !(whole || cut)) {
            return Optional.of("the client would see " + seen + " in\n" + Notation.encode(got));
        }
        return ring.client().state().equals("open") ? next() : Optional.empty();
    }

    /** The next request of the client gets its own answer and nothing else. */
    private Optional<String> next() {
        ring.clientSends(latin1(GET));
        if (ring.takeFromOrigins().isEmpty()) {
            return Optional.of("the next request went nowhere");
        }
        ring.originSends(latin1(OK));
        String got = Notation.ofClient(ring.client().take());
        return got.equals("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{date}{via}\r\nok")
                ? Optional.empty()
                : Optional.of("the next request was answered\n" + Notation.encode(got));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        ring.close();
    }
}
