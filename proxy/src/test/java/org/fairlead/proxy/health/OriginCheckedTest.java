package org.fairlead.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that is asked whether it is well. */
@ExtendWith(LeakExtension.class)
class OriginCheckedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String BROKEN = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
    private static final PoolSettings.Pace QUICK =
            new PoolSettings.Pace(Duration.ofMillis(100), Duration.ofMillis(500), 2, 2);

    /** Answers its check as it is told to, and everything else with 200. */
    private static final class CheckedOrigin implements AutoCloseable {
        private final AtomicReference<String> answer;
        private final RawOrigin origin;

        CheckedOrigin(String first) {
            answer = new AtomicReference<>(first);
            origin = RawOrigin.of(connection -> {
                for (String request = connection.readRequest();
                        !request.isEmpty();
                        request = connection.readRequest()) {
                    connection.send(request.startsWith("GET /healthz ") ? Objects.requireNonNull(answer.get()) : OK);
                }
            });
        }

        int port() {
            return origin.port();
        }

        long served() {
            return origin.requests().stream()
                    .filter(request -> request.startsWith("GET /wiki"))
                    .count();
        }

        List<String> checks() {
            return origin.requests().stream()
                    .filter(request -> request.startsWith("GET /healthz "))
                    .toList();
        }

        /** Nobody listens any more. */
        void fall() {
            origin.close();
        }

        @Override
        public void close() {
            fall();
        }
    }

    @Test
    void isLetInByItsFirstSuccess() {
        try (CheckedOrigin origin = new CheckedOrigin(BROKEN);
                Fleet fleet = checked(PoolSettings.Check.ofPath("/healthz", QUICK), origin)) {
            assertThat(get(fleet)).isEqualTo(503);
            await().until(() -> origin.checks().size() > 3);
            assertThat(get(fleet)).isEqualTo(503);

            origin.answer.set(OK);

            await().until(() -> get(fleet) == 200);
        }
    }

    @Test
    void getsNoRequestsWhileItIsDown() {
        try (CheckedOrigin sick = new CheckedOrigin(OK);
                CheckedOrigin well = new CheckedOrigin(OK);
                Fleet fleet = checked(PoolSettings.Check.ofPath("/healthz", QUICK), sick, well)) {
            await().until(() -> states(fleet).equals(List.of(OriginState.UP, OriginState.UP)));

            sick.answer.set(BROKEN);
            await().until(() -> states(fleet).equals(List.of(OriginState.DOWN, OriginState.UP)));
            long before = sick.served();
            for (int i = 0; i < 20; i++) {
                assertThat(get(fleet)).isEqualTo(200);
            }
            assertThat(sick.served()).isEqualTo(before);
            assertThat(statuses(fleet).get(0).reason()).isEqualTo("check: status 500");

            sick.answer.set(OK);
            await().until(() -> states(fleet).equals(List.of(OriginState.UP, OriginState.UP)));
            await().until(() -> get(fleet) == 200 && sick.served() > before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\nnot so",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nall bad"
            })
    void isDownWhereTheAnswerIsNotWhatItShouldBe(String answer) {
        var check = new PoolSettings.Check(
                Optional.of("/healthz"),
                Optional.of("wiki.example"),
                List.of(200),
                Optional.of("all well"),
                QUICK,
                Optional.empty());
        try (CheckedOrigin origin = new CheckedOrigin("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\nall well\n");
                Fleet fleet = checked(check, origin)) {
            await().until(() -> states(fleet).equals(List.of(OriginState.UP)));
            assertThat(origin.checks().get(0)).contains("\r\nHost: wiki.example\r\n");

            origin.answer.set(answer);

            await().until(() -> states(fleet).equals(List.of(OriginState.DOWN)));
        }
    }

    @Test
    void aConnectionIsEnoughWhereNoPathIsNamed() {
        var check = new PoolSettings.Check(
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), QUICK, Optional.empty());
        try (CheckedOrigin origin = new CheckedOrigin(BROKEN);
                Fleet fleet = checked(check, origin)) {
            await().until(() -> get(fleet) == 200);
            assertThat(origin.checks()).isEmpty();

            origin.fall();

            await().until(() -> states(fleet).equals(List.of(OriginState.DOWN)));
        }
    }

    @Test
    void sayingThatItDrainsIsEnough() {
        try (CheckedOrigin leaving = new CheckedOrigin(
                        "HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\nwell\nFairlead-Origin: drain\n");
                CheckedOrigin other = new CheckedOrigin(OK);
                Fleet fleet = checked(PoolSettings.Check.ofPath("/healthz", QUICK), leaving, other)) {
            await().until(() -> states(fleet).equals(List.of(OriginState.DRAINED, OriginState.UP)));

            leaving.answer.set(OK);
            await().until(() -> states(fleet).equals(List.of(OriginState.UP, OriginState.UP)));

            leaving.answer.set("HTTP/1.1 200 OK\r\nFairlead-Origin: weight=50, lag=850ms\r\nContent-Length: 0\r\n\r\n");
            await().until(() -> health(fleet).get(0).weight() == 50);
            assertThat(health(fleet).get(0).ownWord().lag()).contains(Duration.ofMillis(850));
        }
    }

    @Test
    void whatItSaysInAnAnswerHoldsForAWhileAndIsNotShownToClients() {
        String leaving = "HTTP/1.1 200 OK\r\nFairlead-Origin: drain\r\nContent-Length: 2\r\n\r\nok";
        try (RawOrigin origin = RawOrigin.answering(leaving);
                CheckedOrigin other = new CheckedOrigin(OK);
                Fleet fleet = Fleet.alone(origin.port(), other.port()).start()) {
            await().until(() -> {
                try (RawClient client = fleet.client()) {
                    assertThat(client.get("/wiki/Foo").fields("Fairlead-Origin"))
                            .isEmpty();
                }
                return states(fleet).equals(List.of(OriginState.DRAINED, OriginState.UP));
            });
            int before = origin.requests().size();
            for (int i = 0; i < 10; i++) {
                assertThat(get(fleet)).isEqualTo(200);
            }
            assertThat(origin.requests()).hasSize(before);
        }
    }

    @Test
    void oneThatIsReadOnlyGetsNoWrites() {
        String reading = "HTTP/1.1 200 OK\r\nFairlead-Origin: read-only\r\nContent-Length: 2\r\n\r\nok";
        try (RawOrigin origin = RawOrigin.answering(reading);
                Fleet fleet = Fleet.alone(origin.port()).start()) {
            await().until(() -> get(fleet) == 200 && !health(fleet).get(0).takesWrites());

            try (RawClient client = fleet.client()) {
                assertThat(client.exchange("POST", "/wiki/Foo", "Content-Length: 0")
                                .status())
                        .isEqualTo(503);
            }
            assertThat(origin.requests()).noneMatch(request -> request.startsWith("POST"));
        }
    }

    @Test
    void comesBackSlowly() {
        PoolSettings settings = PoolSettings.USUAL
                .withCheck(PoolSettings.Check.ofPath("/healthz", QUICK))
                .withSlowStart(Duration.ofMinutes(1));
        try (CheckedOrigin origin = new CheckedOrigin(OK);
                Fleet fleet = Fleet.alone(origin.port()).pool(settings).start()) {
            await().until(() -> health(fleet).get(0).weight() == OriginHealth.WHOLE);

            origin.answer.set(BROKEN);
            await().until(() -> health(fleet).get(0).weight() == 0);
            origin.answer.set(OK);

            await().until(() -> states(fleet).equals(List.of(OriginState.UP)));
            assertThat(health(fleet).get(0).weight()).isBetween(1, 60);
            assertThat(get(fleet)).isEqualTo(200);
        }
    }

    private static Fleet checked(PoolSettings.Check check, CheckedOrigin... origins) {
        Integer[] ports =
                java.util.Arrays.stream(origins).map(CheckedOrigin::port).toArray(Integer[]::new);
        return Fleet.alone(ports).pool(PoolSettings.USUAL.withCheck(check)).start();
    }

    private static List<OriginHealth> health(Fleet fleet) {
        return fleet.proxy("eqiad").health().pools().get(0).origins();
    }

    private static List<OriginStatus> statuses(Fleet fleet) {
        return health(fleet).stream().map(OriginHealth::status).toList();
    }

    private static List<OriginState> states(Fleet fleet) {
        return statuses(fleet).stream().map(OriginStatus::state).toList();
    }

    private static int get(Fleet fleet) {
        try (RawClient client = fleet.client()) {
            return client.get("/wiki/Foo").status();
        }
    }
}
