package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fairlead.config.Configuration;
import org.fairlead.config.Origin;
import org.fairlead.config.Upstreams;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However wrongly two proxies are told of each other, a request makes few hops, crosses once at most, and gets an answer. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class CrossingsAreBoundedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Pattern ANSWERED = Pattern.compile("(?m)^fairlead_requests_total\\{[^}]*} (\\d+)");
    private static final Pattern PLACES = Pattern.compile("test-(eqiad|codfw)");
    private static final long MOST_HOPS = 5;
    private static final List<String> NAMES = List.of("eqiad", "codfw");

    private static String other(String datacenter) {
        return datacenter.equals("eqiad") ? "codfw" : "eqiad";
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void originsOfEachOther(String method) {
        Fleet.Plan plan =
                Fleet.plan().datacenter("eqiad", 1).datacenter("codfw", 1).withoutPeers();
        try (Fleet fleet = plan.start()) {
            plan.datacenter("eqiad", fleet.at("codfw").getPort())
                    .datacenter("codfw", fleet.at("eqiad").getPort());
            fleet.reload();
            for (String at : NAMES) {
                try (RawClient client = fleet.client(at)) {
                    RawClient.Response response = client.exchange(method, "/", "Content-Length: 0");

                    assertThat(response.status()).isEqualTo(508);
                    assertThat(response.body()).contains(at);
                }
            }
            assertThat(hops(fleet)).isLessThanOrEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void itsOwnOrigin(String method) {
        Fleet.Plan plan = Fleet.alone(1);
        try (Fleet fleet = plan.start()) {
            plan.datacenter("eqiad", fleet.at("eqiad").getPort());
            fleet.reload();
            try (RawClient client = fleet.client()) {
                RawClient.Response response = client.exchange(method, "/", "Content-Length: 0");

                assertThat(response.status()).isEqualTo(508);
                assertThat(response.body()).contains("\"reason\":\"loop\"", "eqiad");
            }
            await().untilAsserted(() -> assertThat(hops(fleet, "eqiad")).isEqualTo(2));
        }
    }

    /** Each thinks that the other is the primary, under the same epoch. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void primariesOfEachOther(boolean peers) {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK)) {
            Fleet.Plan plan = Fleet.plan().datacenter("eqiad", eqiad.port()).datacenter("codfw", codfw.port());
            if (!peers) {
                plan.withoutPeers();
            }
            try (Fleet fleet = plan.start()) {
                plan.primary("codfw");
                fleet.serve("eqiad", fleet.configuration("eqiad"));
                for (String at : NAMES) {
                    try (RawClient client = fleet.client(at)) {
                        RawClient.Response response = client.exchange("POST", "/", "Content-Length: 0");

                        assertThat(response.status()).isEqualTo(peers ? 503 : 200);
                        assertThat(response.body()).contains(peers ? "hop-stale" : "");
                    }
                }
                await().untilAsserted(() -> assertThat(hops(fleet)).isEqualTo(peers ? 4 : 2));
                assertThat(eqiad.requests()).hasSize(peers ? 0 : 1);
                assertThat(codfw.requests()).hasSize(peers ? 0 : 1);
            }
        }
    }

    static Stream<Long> seeds() {
        return LongStream.rangeClosed(1, 40).boxed();
    }

    /** Any wiring: pools and peers that lead anywhere, beliefs that don't fit. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyMisconfiguration(long seed) {
        Random random = new Random(seed);
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK)) {
            Fleet.Plan plan = Fleet.plan().datacenter("eqiad", eqiad.port()).datacenter("codfw", codfw.port());
            if (random.nextInt(4) == 0) {
                plan.withoutPeers();
            }
            try (Fleet fleet = plan.start()) {
                NAMES.forEach(at -> {
                    if (random.nextBoolean()) {
                        fleet.promote(NAMES.get(random.nextInt(2)), at);
                    }
                    plan.primary(NAMES.get(random.nextInt(2)));
                    fleet.serve(at, wired(random, fleet, at, Map.of("eqiad", eqiad, "codfw", codfw)));
                });
                for (int i = 0; i < 6; i++) {
                    shoot(fleet, NAMES.get(random.nextInt(2)), random.nextBoolean() ? "GET" : "POST");
                }
            }
            Stream.concat(eqiad.requests().stream(), codfw.requests().stream())
                    .forEach(request ->
                            assertThat(crossings(request)).as(request).isLessThanOrEqualTo(1));
        }
    }

    private static void shoot(Fleet fleet, String at, String method) {
        long before = hops(fleet);
        try (RawClient client = fleet.client(at)) {
            RawClient.Response response = client.exchange(method, "/", "Content-Length: 0");

            assertThat(response.status()).isIn(200, 403, 421, 502, 503, 508);
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() ->
                        NAMES.stream().allMatch(name -> fleet.metrics(name).contains("\nfairlead_exchanges 0.0\n")));
        // The first, and two siblings, each followed by one that notices.
        assertThat(hops(fleet) - before).isLessThanOrEqualTo(MOST_HOPS);
    }

    private static Configuration wired(Random random, Fleet fleet, String at, Map<String, RawOrigin> origins) {
        Configuration right = fleet.configuration(at);
        Map<String, Upstreams.Site> sites = new HashMap<>();
        for (String name : NAMES) {
            List<Integer> pool = List.of(
                    Objects.requireNonNull(origins.get(name)).port(),
                    fleet.at(other(name)).getPort(),
                    fleet.at(name).getPort(),
                    fleet.peersAddress(other(name)).getPort());
            List<Integer> peers = List.of(
                    fleet.peersAddress(name).getPort(),
                    fleet.peersAddress(other(name)).getPort(),
                    fleet.at(name).getPort(),
                    fleet.at(other(name)).getPort());
            sites.put(
                    name,
                    new Upstreams.Site(
                            Map.of("appservers", origin(pool.get(random.nextInt(4)))),
                            origin(peers.get(random.nextInt(4))),
                            Upstreams.Failover.USUAL));
        }
        return new Configuration(
                right.snapshot(),
                new Upstreams(sites),
                right.listeners(),
                right.relay(),
                right.operations(),
                List.of());
    }

    private static Upstreams.Pool origin(int port) {
        return Upstreams.Pool.of(List.of(new Origin("127.0.0.1", port)));
    }

    /** How often the path that an origin sees leaves a datacenter for the other. */
    private static int crossings(String request) {
        List<String> places = new ArrayList<>();
        Matcher via = PLACES.matcher(
                request.lines().filter(line -> line.startsWith("Via: ")).reduce("", String::concat));
        while (via.find()) {
            places.add(via.group(1));
        }
        int crossings = 0;
        for (int i = 1; i < places.size(); i++) {
            crossings += places.get(i).equals(places.get(i - 1)) ? 0 : 1;
        }
        return crossings;
    }

    private static long hops(Fleet fleet) {
        return NAMES.stream().mapToLong(name -> hops(fleet, name)).sum();
    }

    /** Requests that this datacenter's proxy has answered. */
    private static long hops(Fleet fleet, String datacenter) {
        return ANSWERED.matcher(fleet.metrics(datacenter))
                .results()
                .mapToLong(count -> Long.parseLong(count.group(1)))
                .sum();
    }
}
