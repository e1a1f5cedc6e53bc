package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes go as streams to origins that refuse some, say goodbye to some, and lose some after they have done them: each is done
 * once at most, and whoever is told so is told the truth.
 */
class StreamLedgerTest {
    private static final int BATCHES = 25;
    private static final int STREAMS = 6;
    private static final int NO_ERROR = 0;
    private static final int INTERNAL_ERROR = 2;
    private static final int REFUSED_STREAM = 7;

    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();

    private void execute(RawHttp2Origin.Request request) {
        done.computeIfAbsent(request.path(), any -> new AtomicInteger()).incrementAndGet();
    }

    private RawHttp2Origin unreliable(long seed) {
        AtomicLong connections = new AtomicLong();
        return RawHttp2Origin.of(
                connection -> serve(connection, new Random(seed * 1000 + connections.getAndIncrement())));
    }

    private void serve(RawHttp2Origin.Connection connection, Random random) throws IOException {
        connection.greet(3, 1 + random.nextInt(8));
        while (true) {
            RawHttp2Origin.Request request = connection.next();
            switch (random.nextInt(12)) {
                case 0, 1 -> connection.reset(request.stream, REFUSED_STREAM);
                case 2 -> {
                    // It was the first that isn't taken; what came before was answered.
                    connection.goAway(request.stream - 2, NO_ERROR);
                    return;
                }
                case 3 -> {
                    connection.goAway(request.stream, NO_ERROR);
                    execute(request);
                    connection.ok(request.stream, "done");
                    return;
                }
                case 4 -> {
                    execute(request);
                    connection.reset(request.stream, INTERNAL_ERROR);
                }
                case 5 -> {
                    execute(request);
                    connection.cut();
                    return;
                }
                case 6 -> {
                    execute(request);
                    connection.headers(request.stream, true, "no", "status");
                }
                default -> {
                    execute(request);
                    connection.ok(request.stream, "done");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noWriteIsDoneTwice(long seed) {
        try (RawHttp2Origin first = unreliable(seed);
                RawHttp2Origin second = unreliable(seed + 100);
                Fleet fleet = Fleet.alone(first.port(), second.port())
                        .pool(Pools.HTTP2)
                        .start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            Map<Integer, Integer> told = new HashMap<>();
            for (int batch = 0; batch < BATCHES; batch++) {
                List<String> paths = new ArrayList<>();
                List<Integer> streams = new ArrayList<>();
                for (int i = 0; i < STREAMS; i++) {
                    int stream = client.open();
                    String path = "/" + stream;
                    paths.add(path);
                    streams.add(stream);
                    client.headers(stream, false, RawHttp2Client.request("POST", path))
                            .data(stream, true, "x");
                }
                for (int i = 0; i < STREAMS; i++) {
                    int status = client.answer(streams.get(i)).status;
                    told.merge(status, 1, Integer::sum);
                    AtomicInteger times = done.get(paths.get(i));
                    if (status == 200) {
                        assertThat(times).as(paths.get(i)).isNotNull();
                    }
                }
            }
            assertThat(done.values()).allMatch(times -> times.get() == 1);
            assertThat(told).as("something was done, and something was lost").containsKeys(200, 502);
            assertThat(told.get(200)).isGreaterThan(BATCHES * STREAMS / 4);
        }
    }
}
