package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.Effect;
import org.fairlead.routing.Rule;
import org.fairlead.routing.TreatedAs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a client sends, nothing that the application would take for a write is executed at the replica. */
@OverEveryFront
class WritesGoHomeUnderFireTest {
    private static final int REQUESTS = 250;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Rule ROLLBACK = new Rule(
            "rollback writes on GET",
            Optional.empty(),
            new Condition.QueryHas("action", List.of(Glob.value("rollback", false))),
            List.of(new Effect.TreatAs(TreatedAs.WRITE)));
    private static final Rule PROMISED = new Rule(
            "promised reads",
            Optional.empty(),
            new Condition.All(List.of(
                    new Condition.MethodIs(List.of("POST")),
                    new Condition.HeaderHas("Promise-Non-Write", List.of(Glob.value("true", false))))),
            List.of(new Effect.TreatAs(TreatedAs.READ)));

    /** A request as it is sent, and what a permissive application reads in it. */
    private record Shot(String method, String query, List<String> lines, String body) {
        String text() {
            return RawClient.request(method, "/w/index.php" + query, lines.toArray(String[]::new)) + body;
        }

        boolean writes() {
            return rollsBack() || (SAFE.contains(method) ? overridden() || upgrades() : !promised());
        }

        private boolean rollsBack() {
            return Arrays.stream(query.substring(Math.min(1, query.length())).split("&", -1))
                    .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.ISO_8859_1))
                    .anyMatch("action=rollback"::equals);
        }

        private boolean overridden() {
            return values("x-http-method-override", "x-http-method", "x-method-override").stream()
                    .anyMatch(value -> !value.isEmpty() && !SAFE.contains(value.toUpperCase(Locale.ROOT)));
        }

        private boolean promised() {
            List<String> said = values("promise-non-write");
            return method.equals("POST") && !said.isEmpty() && said.stream().allMatch("true"::equals) && !upgrades();
        }

        private boolean upgrades() {
            return !values("upgrade").isEmpty();
        }

        private List<String> values(String... names) {
            return lines.stream()
                    .filter(line -> List.of(names)
                            .contains(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .toList();
        }
    }

    @ParameterizedTest(name = "seed {0}, peers: {1}")
    @CsvSource({"1, true", "2, true", "3, true", "4, false", "5, false", "6, false"})
    void holds(long seed, boolean peers) {
        Random random = new Random(seed);
        Map<String, Shot> shots = new HashMap<>();
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                Fleet fleet = fleet(eqiad, codfw, peers)) {
            RawClient client = fleet.client("codfw");
            for (int i = 0; i < REQUESTS; i++) {
                Shot shot = shot(random, "n" + i);
                shots.put("n" + i, shot);
                RawClient.Response response = client.send(shot.text()).read(shot.method());
                assertThat(response.status()).as(shot.text()).isEqualTo(200);
                if (response.field("Connection").equals("close")) {
                    client.close();
                    client = fleet.client("codfw");
                }
            }
            client.close();
            assertThat(codfw.requests())
                    .isNotEmpty()
                    .noneMatch(request -> shot(shots, request).writes());
            assertThat(eqiad.requests())
                    .hasSize(REQUESTS - codfw.requests().size())
                    .filteredOn(request -> !SAFE.contains(request.substring(0, request.indexOf(' ')))
                            && shot(shots, request).writes())
                    .isNotEmpty()
                    .allMatch(request ->
                            request.contains("\r\nFairlead-Request: dc=eqiad, role=primary, treated-as=write"));
        }
    }

    private static Fleet fleet(RawOrigin eqiad, RawOrigin codfw, boolean peers) {
        Fleet.Plan plan = Fleet.plan()
                .datacenter("eqiad", eqiad.port())
                .datacenter("codfw", codfw.port())
                .rules(ROLLBACK, PROMISED);
        return (peers ? plan : plan.withoutPeers()).start();
    }

    private static Shot shot(Map<String, Shot> shots, String request) {
        return Objects.requireNonNull(shots.get(FlakyOrigin.id(request)));
    }

    private static Shot shot(Random random, String id) {
        String method = pick(
                random,
                "GET",
                "GET",
                "GET",
                "HEAD",
                "OPTIONS",
                "POST",
                "POST",
                "PUT",
                "DELETE",
                "PATCH",
                "get",
                "Get",
                "post",
                "QUERY",
                "PROPFIND",
                "M-SEARCH",
                "FOO",
                "GETX",
                "HEAD2");
        String query = pick(
                random,
                "",
                "",
                "",
                "?action=view",
                "?action=rollback",
                "?action=%72ollback",
                "?%61ction=rollback",
                "?action=view&action=rollback",
                "?action=rollback&action=view",
                "?action=ROLLBACK",
                "?xaction=rollback",
                "?a=b&%61%63tion=%72%6f%6c%6cback");
        List<String> lines = new ArrayList<>(List.of("X-Number: " + id));
        maybe(
                random,
                lines,
                name -> name + ": " + pick(random, "DELETE", "put", "get", "GET", "", "PaTcH", "zap"),
                "X-HTTP-Method-Override");
        maybe(
                random,
                lines,
                name -> name + ":" + pick(random, "POST", "GET", " head"),
                "x-http-method",
                "X-METHOD-OVERRIDE");
        maybe(
                random,
                lines,
                name -> name + ": " + pick(random, "true", "true", "True", "false", "true, true"),
                "Promise-Non-Write",
                "promise-NON-write");
        if (random.nextInt(8) == 0 && !Front.current().isHttp2()) {
            lines.add(pick(random, "Connection: Upgrade", "Connection: x, upgrade"));
            lines.add(pick(random, "Upgrade: websocket", "upgrade: anything/1"));
        }
        return body(random, method, query, lines);
    }

    private static Shot body(Random random, String method, String query, List<String> lines) {
        switch (random.nextInt(4)) {
            case 0 -> {
                lines.add("Content-Length: 3");
                return new Shot(method, query, lines, "abc");
            }
            case 1 -> {
                lines.add("Transfer-Encoding: chunked");
                return new Shot(method, query, lines, "3\r\nabc\r\n0\r\n\r\n");
            }
            default -> {
                return new Shot(method, query, lines, "");
            }
        }
    }

    private interface Line {
        String of(String name);
    }

    private static void maybe(Random random, List<String> lines, Line line, String... names) {
        for (int left = random.nextInt(12) - 9; left > 0; left--) {
            lines.add(line.of(pick(random, names)));
        }
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
