package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.Timeouts;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.Effect;
import org.fairlead.routing.Rule;
import org.fairlead.routing.WritesOnSafe;
import org.fairlead.trust.PinCookie;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of answer says why: to the client by its status, in the access log, in the metrics, in the decision's field. */
@OverEveryFront
class EveryAnswerSaysWhyTest {
    private static final Rule RESPONSE = new Rule(
            "gone for good",
            Optional.empty(),
            new Condition.PathIs(List.of(Glob.path("/gone", false))),
            List.of(new Effect.Respond(410, Map.of(), "")));

    @TempDir
    private Path logs;

    /** Does what the path asks for. */
    private static RawOrigin origin() {
        return RawOrigin.of(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                if (request.contains(" /closes ")) {
                    return;
                }
                if (request.contains(" /hangs ")) {
                    connection.awaitEnd();
                    return;
                }
                String flag = request.contains(" /writes ") ? "Fairlead-Write: done\r\n" : "";
                connection.send(
                        request.contains(" /nonsense ")
                                ? "nonsense\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\n" + flag + "Content-Length: 0\r\n\r\n");
            }
        });
    }

    /** {@code decision}: what the field must hold; empty: nothing was decided, so that there is none. */
    @ParameterizedTest(name = "{0} {1} in {2}")
    @CsvSource({
        "GET, /, here, 200, local, '', reason=local",
        "POST, /, here, 200, write, '', reason=write",
        "GET, /, pinned, 200, pin, '', reason=pin",
        "GET, /gone, here, 410, rule-response, '', reason=rule-response",
        "GET, /writes, here, 500, local, write-on-safe, reason=local",
        "GET, /closes, here, 502, local, closed-before-answer, reason=local",
        "POST, /closes, here, 502, write, closed-before-answer, reason=write",
        "GET, /nonsense, here, 502, local, malformed-answer, reason=local",
        "GET, /hangs, slow-origin, 504, local, answer-timed-out, reason=local",
        "POST, /, read-only, 503, read-only, read-only, reason=read-only",
        "POST, /, down, 503, primary-down, primary-down, reason=primary-down",
        "GET, /, unknown-host, 404, no-service, no-service, reason=no-service",
        "GET, /, unreadable, 400, '', space-before-colon, ''",
        "GET, /, slow-head, 408, '', request-head-timed-out, ''",
        "POST, /, slow-body, 408, write, request-body-stalled, reason=write",
        "GET, /, loop, 508, loop, loop, reason=loop",
        "OPTIONS, /, last-hop, 200, max-forwards, '', reason=max-forwards",
        "GET, /, no-hop, 403, hop-required, hop-required, reason=hop-required",
    })
    void in(String method, String path, String where, int status, String reason, String failure, String decision)
            throws IOException {
        assumeFalse(
                Front.current().isHttp2() && (where.equals("unreadable") || where.equals("slow-head")),
                "HTTP/2 has no such head: its stream is reset, or hasn't begun");
        try (RawOrigin origin = origin();
                Fleet fleet = plan(origin, where).start()) {
            try (RawClient client =
                    where.equals("no-hop") ? RawClient.connect(fleet.peersAddress("eqiad")) : fleet.client()) {
                RawClient.Response response =
                        client.send(request(method, path, where)).read(method);

                assertThat(response.status()).isEqualTo(status);
                assertThat(response.field("Fairlead-Decision")).contains(decision);
            }
            await().until(() -> Files.readString(logs.resolve("eqiad")).endsWith("}\n"));
            assertThat(Files.readString(logs.resolve("eqiad")).lines())
                    .singleElement()
                    .asString()
                    .contains("\"status\":" + status)
                    .contains(reason.isEmpty() ? "" : "\"reason\":\"" + reason + "\"")
                    .contains(failure.isEmpty() ? "" : "\"failure\":\"" + failure + "\"");
            assertThat(fleet.metrics("eqiad"))
                    .containsPattern("fairlead_requests_total\\{[^}]*reason=\"" + (reason.isEmpty() ? "none" : reason)
                            + "\"[^}]*status=\"" + status / 100 + "xx\",} 1.0")
                    .contains(failure.isEmpty() ? "" : "fairlead_failures_total{failure=\"" + failure + "\",} 1.0");
        }
    }

    private Fleet.Plan plan(RawOrigin origin, String where) {
        Duration brief = Duration.ofMillis(200);
        Fleet.Plan plan = Fleet.alone(origin.port())
                .accessLogs(logs)
                .debugs("127.0.0.0/8")
                .rules(RESPONSE)
                .guard(new WritesOnSafe.Flag.Field("Fairlead-Write"), WritesOnSafe.Mode.REJECT)
                .pins();
        if (where.startsWith("slow")) {
            plan.timeouts(usual -> new Timeouts(usual.connect(), brief, brief, brief, usual.upstreamIdle()));
        }
        return switch (where) {
            case "read-only" -> plan.state("eqiad", DatacenterState.READ_ONLY);
            case "down" -> plan.state("eqiad", DatacenterState.DOWN);
            default -> plan;
        };
    }

    private static String request(String method, String path, String where) {
        return switch (where) {
            case "pinned" ->
                RawClient.request(
                        method,
                        path,
                        "Cookie: fairlead-pin="
                                + PinCookie.render(Fleet.KEYS, "wiki", System.currentTimeMillis() + 9_000));
            case "unknown-host" -> method + " " + path + " HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n";
            case "unreadable" -> RawClient.request(method, path, "Broken : x");
            case "slow-head" -> method + " " + path + " HTTP/1.1\r\nHos";
            case "slow-body" -> RawClient.request(method, path, "Content-Length: 5") + "ab";
            case "loop" -> RawClient.request(method, path, "Via: 1.1 test-eqiad");
            case "last-hop" -> RawClient.request(method, path, "Max-Forwards: 0");
            default -> RawClient.request(method, path, "Content-Length: 0");
        };
    }
}
