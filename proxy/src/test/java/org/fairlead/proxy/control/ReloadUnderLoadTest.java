package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Right and broken files are reloaded every 100 ms under load. In the configuration of an even epoch codfw is the primary and
 * has the even origin; in that of an odd one it is a replica and has the odd one. An answer tells of all three.
 */
class ReloadUnderLoadTest {
    private static final long SECONDS = Long.getLong("fairlead.soak.seconds", 10);
    private static final long EVERY_MILLIS = 100;
    private static final int CLIENTS = 8;
    private static final Pattern TOLD =
            Pattern.compile("(even|odd) Fairlead-Request: dc=codfw, role=(primary|replica), .*epoch=(\\d+).*");

    @TempDir
    Path folder;

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private static RawOrigin origin(String name) {
        return RawOrigin.of(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                String told = head.lines()
                        .filter(line -> line.startsWith("Fairlead-Request: "))
                        .findFirst()
                        .orElse("");
                String body = name + " " + told;
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
    }

    @Test
    void noRequestFailsAndEachIsServedByOneWholeConfiguration() throws Exception {
        try (ControlledProxy proxy = new ControlledProxy(folder);
                RawOrigin even = origin("even");
                RawOrigin odd = origin("odd")) {
            proxy.with("127.0.0.1:" + proxy.codfw.port(), "127.0.0.1:" + odd.port())
                    .start();
            String deployment = Files.readString(proxy.file("fairlead.yaml"));
            List<Thread> clients = clients(proxy);
            int epoch = 17;
            int refused = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            for (int turn = 0; System.nanoTime() < end; turn++) {
                boolean isBroken = turn % 3 == 2;
                epoch += isBroken ? 0 : 1;
                boolean isEven = epoch % 2 == 0;
                String next = deployment
                        .replace("epoch: 17", isBroken ? "epoch: " + (epoch + 1) + "\nepochs: 1" : "epoch: " + epoch)
                        .replace("primary: eqiad", isEven ? "primary: codfw" : "primary: eqiad")
                        .replace(":" + odd.port() + "\"", ":" + (isEven ? even : odd).port() + "\"");
                Files.writeString(proxy.file("fairlead.yaml"), next);
                Answer answer = proxy.live().reload(new Caller("test", ""));
                assertThat(answer.isDone()).as(answer.problems().toString()).isEqualTo(!isBroken);
                refused += isBroken ? 1 : 0;
                TimeUnit.MILLISECONDS.timedJoin(clients.get(0), EVERY_MILLIS);
            }
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }
            System.out.printf(
                    "%d answers over %d s, %d reloads taken, %d refused, %d wrong%n",
                    answers.get(), SECONDS, epoch - 17, refused, wrong.size());
            assertThat(wrong).isEmpty();
            assertThat(answers.get()).isGreaterThan(100);
            assertThat(epoch).isGreaterThan(17 + (int) SECONDS);
        }
    }

    private List<Thread> clients(ControlledProxy proxy) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> ask(proxy), "client-" + i);
            client.start();
            clients.add(client);
        }
        return clients;
    }

    /** One connection for all of it: none may be cut. */
    private void ask(ControlledProxy proxy) {
        try (RawClient client = RawClient.connect(proxy.address())) {
            while (!isOver.get()) {
                RawClient.Response response = client.get("/");
                answers.incrementAndGet();
                if (response.status() != 200 || !isWhole(response.body())) {
                    wrong.add(response.status() + " " + response.body());
                }
            }
        } catch (RuntimeException | AssertionError e) {
            wrong.add(e.toString());
        }
    }

    private static boolean isWhole(String body) {
        Matcher told = TOLD.matcher(body);
        if (!told.matches()) {
            return false;
        }
        boolean isEven = Long.parseLong(told.group(3)) % 2 == 0;
        return told.group(1).equals(isEven ? "even" : "odd") && told.group(2).equals(isEven ? "primary" : "replica");
    }
}
