package org.fairlead.proxy.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.fairlead.config.Configuration;
import org.fairlead.matching.Condition;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.Effect;
import org.fairlead.routing.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations are swapped without a pause under load: one whole configuration explains each answer, and none fails. */
@OverEveryFront
class OneSnapshotTest {
    private static final int THREADS = 4;
    private static final int REQUESTS = 300;

    /** Says where it stands and what it was told. */
    private static RawOrigin origin(String name) {
        return RawOrigin.of(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                int at = request.indexOf("\r\nFairlead-Request: ") + 20;
                connection.send("HTTP/1.1 200 OK\r\nX-Origin: " + name + "\r\nX-Told: "
                        + request.substring(at, request.indexOf("\r\n", at)) + "\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }

    private static Rule rule(String name) {
        return new Rule(name, Optional.empty(), new Condition.Always(), List.of(new Effect.SendToPrimary()));
    }

    /** Both origins of a configuration are its own; primary, epoch and rule differ too. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void explainsEachAnswer(String method) throws Exception {
        try (RawOrigin eqiad1 = origin("eqiad1");
                RawOrigin codfw1 = origin("codfw1");
                RawOrigin eqiad2 = origin("eqiad2");
                RawOrigin codfw2 = origin("codfw2")) {
            Fleet.Plan plan = Fleet.plan()
                    .datacenter("eqiad", eqiad1.port())
                    .datacenter("codfw", codfw1.port())
                    .withoutPeers()
                    .debugs("127.0.0.0/8")
                    .rules(rule("first"));
            try (Fleet fleet = plan.start()) {
                Configuration first = fleet.configuration("codfw");
                plan.datacenter("eqiad", eqiad2.port())
                        .datacenter("codfw", codfw2.port())
                        .rules(rule("second"));
                fleet.promote("codfw", "codfw");
                Configuration second = fleet.configuration("codfw");
                String as = method.equals("GET") ? "read" : "write";
                Set<String> expected =
                        Set.of(story("eqiad1", "eqiad", as, 1, "first"), story("codfw2", "codfw", as, 2, "second"));

                Set<String> told = swapUnderLoad(fleet, List.of(first, second), client -> {
                    RawClient.Response response = client.exchange(method, "/", "Content-Length: 0");
                    return response.status() + " " + response.field("X-Origin") + " " + response.field("X-Told") + " "
                            + response.field("Fairlead-Decision");
                });

                assertThat(told).isEqualTo(expected);
            }
        }
    }

    private static String story(String origin, String datacenter, String as, int epoch, String rule) {
        return "200 " + origin + " dc=" + datacenter + ", role=primary, treated-as=" + as + ", epoch=" + epoch + " dc="
                + datacenter + ", reason=rule, treated-as=" + as + ", rule=\"" + rule + "\", protocol=http1";
    }

    /** All that clients were told, while the configurations took turns. */
    private static Set<String> swapUnderLoad(
            Fleet fleet, List<Configuration> turns, Function<RawClient, String> exchange) throws Exception {
        Set<String> told = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            Future<?> swapping = threads.submit(() -> {
                for (int i = 0; !over.get(); i++) {
                    fleet.serve("codfw", turns.get(i % 2));
                }
            });
            List<Callable<Boolean>> clients = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                clients.add(() -> {
                    try (RawClient client = fleet.client("codfw")) {
                        for (int request = 0; request < REQUESTS; request++) {
                            told.add(exchange.apply(client));
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> client : threads.invokeAll(clients)) {
                assertThat(client.get()).isTrue();
            }
            over.set(true);
            swapping.get();
        } finally {
            threads.shutdownNow();
        }
        return told;
    }
}
