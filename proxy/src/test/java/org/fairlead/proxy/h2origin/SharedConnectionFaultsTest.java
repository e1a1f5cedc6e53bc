package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawHttp2Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What befalls a connection in HTTP/2 to an origin befalls only those who have to do with it. */
@Timeout(30)
class SharedConnectionFaultsTest {
    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A write that comes after a second of silence asks the connection for a sign of life; those under way don't die of it. */
    @Test
    void aStallOfTheOriginCostsNoWriteThatIsUnderWay() throws Exception {
        CountDownLatch secondAnswered = new CountDownLatch(1);
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    RawHttp2Origin.Request first = connection.next();
                    if (first.path().equals("/slow")) {
                        waitFor(secondAnswered);
                    }
                    connection.ok(first.stream, "answer to " + first.path());
                    connection.answerAll((to, request) -> to.ok(request.stream, "answer to " + request.path()));
                });
                Fleet fleet = Pools.plan(origin).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int slow = client.open();
            client.headers(slow, false, RawHttp2Client.request("POST", "/slow")).data(slow, true, "b");
            // As long as nothing is heard before a connection isn't trusted with a write.
            TimeUnit.MILLISECONDS.sleep(1_500);
            int second = client.open();
            client.headers(second, false, RawHttp2Client.request("POST", "/second"))
                    .data(second, true, "b");
            assertThat(client.answer(second).body()).isEqualTo("answer to /second");
            secondAnswered.countDown();
            assertThat(client.answer(slow).body()).isEqualTo("answer to /slow");
        }
    }

    @Test
    void requestsThatWaitForAConnectionGetAnAnswerThoughTheirOriginGoesAway() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                fillers.add(fill(full));
            }
            Fleet.Plan plan = Fleet.alone(full.getLocalPort()).pool(Pools.HTTP2);
            try (Fleet fleet = plan.start();
                    RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
                int waiting = client.open();
                client.headers(waiting, true, RawHttp2Client.request("GET", "/"));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> fleet.metrics("eqiad").contains("\nfairlead_upstream_waiting 1.0"));
                plan.pool(Pools.of(3, 7));
                fleet.reload();
                assertThat(client.answer(waiting).status).isIn(502, 503, 504);
            }
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Takes a place of the backlog, or waits for one. */
    private static Socket fill(ServerSocket full) {
        Socket filler = new Socket();
        try {
            filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()), 200);
        } catch (IOException e) {
            // There is none left: so it is meant.
        }
        return filler;
    }

    @Test
    void aReadThatEndsConnectionsEndsOnlyAFew() {
        AtomicInteger ended = new AtomicInteger();
        try (RawHttp2Origin origin = RawHttp2Origin.answering((to, request) -> {
                    if (request.path().equals("/end")) {
                        ended.incrementAndGet();
                        to.cut();
                        throw new EOFException();
                    }
                    to.ok(request.stream, "answer");
                });
                Fleet fleet = Fleet.alone(origin.port()).pool(Pools.of(6, 1)).start();
                RawHttp2Client client = RawHttp2Client.connect(fleet.at("eqiad"))) {
            int[] streams = new int[6];
            for (int i = 0; i < streams.length; i++) {
                streams[i] = client.open();
                client.headers(streams[i], true, RawHttp2Client.request("GET", "/" + i));
            }
            for (int stream : streams) {
                assertThat(client.answer(stream).body()).isEqualTo("answer");
            }
            assertThat(client.get("/end").status).isEqualTo(502);
            assertThat(ended.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void trailersThatTheOriginDoesNotTakeAreAnswered() {
        CountDownLatch takesLittle = new CountDownLatch(1);
        try (RawHttp2Origin origin = RawHttp2Origin.of(connection -> {
                    connection.greet();
                    connection.nextHead();
                    connection.settings(6, 30).awaitAcknowledged();
                    takesLittle.countDown();
                    connection.awaitEnd();
                });
                Fleet fleet = Pools.plan(origin).start();
                RawClient client = fleet.client()) {
            client.send("""
                    POST / HTTP/1.1
                    Host: wiki.example
                    Transfer-Encoding: chunked
                    Trailer: x-sum

                    5
                    hello
                    """.replace("\n", "\r\n"));
            waitFor(takesLittle);
            client.send("0\r\nx-sum: " + "y".repeat(200) + "\r\n\r\n");
            assertThat(client.read("POST").status()).isEqualTo(502);
        }
    }
}
