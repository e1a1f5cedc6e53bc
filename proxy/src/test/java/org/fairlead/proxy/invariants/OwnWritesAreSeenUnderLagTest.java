package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.ClientKey;
import org.fairlead.routing.PinSettings;
import org.fairlead.trust.PinCookie;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that write and read at a replica that never catches up: who is pinned sees its own writes, and nobody else moves. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class OwnWritesAreSeenUnderLagTest {
    private static final int STEPS = 250;
    private static final PinSettings PIN = new PinSettings(
            List.of(),
            Optional.of(Duration.ofMinutes(1)),
            Duration.ofMinutes(1),
            List.of(new ClientKey.OfHeader("X-Api-Key")),
            PinSettings.Cookie.DEFAULT,
            PinSettings.Failover.REFUSE);

    /** How many writes of each client the primary has. */
    private final Map<String, Integer> written = new ConcurrentHashMap<>();

    /** Does what its path says: what it answers, whether it wrote, what it says of the pin. */
    private RawOrigin primary() {
        return RawOrigin.of(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                String name = FlakyOrigin.id(request);
                if (request.startsWith("POST /refused")) {
                    connection.send("HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n");
                    continue;
                }
                if (request.startsWith("POST")) {
                    written.merge(name, 1, Integer::sum);
                }
                if (request.startsWith("POST /lost")) {
                    return;
                }
                String pin = request.startsWith("POST /unpinned") ? "Fairlead-Pin: none\r\n" : "";
                connection.send("HTTP/1.1 200 OK\r\n" + pin + "X-Seen: " + written.getOrDefault(name, 0)
                        + "\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }

    /** What a test knows of a client. */
    private static final class Person {
        private final String name;
        private final boolean keepsCookies;
        private String cookie = "";
        private boolean pinned;

        Person(int number) {
            name = "client" + number;
            keepsCookies = number % 2 == 0;
        }

        RawClient.Response send(Fleet fleet, String at, String method, String path) {
            List<String> lines = new ArrayList<>(List.of("X-Number: " + name, "Content-Length: 0"));
            lines.add(keepsCookies ? "Cookie: theme=dark" + cookie : "X-Api-Key: " + name);
            try (RawClient client = fleet.client(at)) {
                RawClient.Response response = client.exchange(method, path, lines.toArray(String[]::new));
                String set = response.field("Set-Cookie");
                if (!set.isEmpty()) {
                    cookie = "; " + set.substring(0, set.indexOf(';'));
                }
                return response;
            }
        }
    }

    @ParameterizedTest(name = "seed {0}, peers: {1}")
    @CsvSource({"1, true", "2, true", "3, false", "4, false"})
    void holds(long seed, boolean peers) {
        Random random = new Random(seed);
        try (RawOrigin eqiad = primary();
                RawOrigin codfw = RawOrigin.answering("HTTP/1.1 200 OK\r\nX-Seen: old\r\nContent-Length: 0\r\n\r\n")) {
            Fleet.Plan plan = Fleet.plan()
                    .datacenter("eqiad", eqiad.port())
                    .datacenter("codfw", codfw.port())
                    .pin(PIN);
            try (Fleet fleet = (peers ? plan : plan.withoutPeers()).start()) {
                List<Person> people = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    people.add(new Person(i));
                }
                for (int i = 0; i < STEPS; i++) {
                    step(fleet, random, people.get(random.nextInt(people.size())));
                }
                assertThat(people).anyMatch(person -> person.pinned).anyMatch(person -> !person.pinned);
            }
            assertThat(codfw.requests()).allMatch(request -> request.startsWith("GET"));
        }
    }

    private void step(Fleet fleet, Random random, Person person) {
        if (random.nextInt(5) > 0) {
            read(fleet, person);
            return;
        }
        if (person.keepsCookies && person.pinned && random.nextBoolean()) {
            // The pin ends: the client still sends what it got, and the time in it has passed.
            person.pinned = false;
            person.cookie = "; fairlead-pin=" + PinCookie.render(Fleet.KEYS, "wiki", 1_000);
            return;
        }
        write(fleet, random, person);
    }

    private void read(Fleet fleet, Person person) {
        RawClient.Response response = person.send(fleet, "codfw", "GET", "/");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("X-Seen"))
                .as("pinned: %s, cookies: %s", person.pinned, person.keepsCookies)
                .isEqualTo(person.pinned ? "" + written.getOrDefault(person.name, 0) : "old");
        assertThat(response.fields("Set-Cookie")).as("a read renews nothing").isEmpty();
    }

    private void write(Fleet fleet, Random random, Person person) {
        String path = List.of("/", "/", "/refused", "/lost", "/unpinned").get(random.nextInt(5));
        int before = written.getOrDefault(person.name, 0);
        RawClient.Response response = person.send(fleet, "codfw", "POST", path);
        boolean pins = path.equals("/") || path.equals("/lost");

        assertThat(response.status()).isEqualTo(path.equals("/refused") ? 409 : path.equals("/lost") ? 502 : 200);
        assertThat(response.fields("Set-Cookie")).as(path).hasSize(pins ? 1 : 0);
        assertThat(written.getOrDefault(person.name, 0)).isEqualTo(before + (path.equals("/refused") ? 0 : 1));
        person.pinned |= pins;
    }
}
