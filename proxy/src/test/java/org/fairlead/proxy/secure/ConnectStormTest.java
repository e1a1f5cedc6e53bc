package org.fairlead.proxy.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests at once, and no connection: handshakes are made a few at a time, and nobody is forgotten. */
class ConnectStormTest {
    /** The fleet's proxy has one loop. */
    private static final int AT_A_TIME = 64;

    private static final int CLIENTS = 200;

    @TempDir
    static Path folder;

    private static Pki pki;

    @BeforeAll
    static void issue() {
        pki = new Pki(folder);
    }

    private static Timeouts patient(Timeouts usual) {
        return new Timeouts(
                Duration.ofSeconds(20),
                usual.requestHead(),
                usual.responseHead(),
                usual.clientIdle(),
                usual.upstreamIdle());
    }

    private static List<RawClient> storm(Fleet fleet) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = fleet.client();
            client.send(RawClient.request("GET", "/" + i));
            clients.add(client);
        }
        return clients;
    }

    @Test
    void makesOnlySoManyHandshakesAtATime() throws IOException {
        List<Socket> accepted = new CopyOnWriteArrayList<>();
        AtomicBoolean refuses = new AtomicBoolean();
        try (ServerSocket origin = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
                Fleet fleet = Fleet.alone(origin.getLocalPort())
                        .originTls(pki.trusting())
                        .attempts(1)
                        .timeouts(ConnectStormTest::patient)
                        .start()) {
            Thread silent = new Thread(() -> accept(origin, accepted, refuses));
            silent.setDaemon(true);
            silent.start();
            List<RawClient> clients = storm(fleet);
            await().atMost(Duration.ofSeconds(10)).until(() -> accepted.size() >= AT_A_TIME);
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> accepted.size() <= AT_A_TIME);
            // As soon as some are over, others begin; all get an answer.
            refuses.set(true);
            for (Socket socket : accepted) {
                socket.close();
            }
            for (RawClient client : clients) {
                assertThat(client.read("GET").status()).isEqualTo(502);
                client.close();
            }
        }
    }

    private static void accept(ServerSocket origin, List<Socket> accepted, AtomicBoolean refuses) {
        try {
            while (true) {
                Socket socket = origin.accept();
                accepted.add(socket);
                if (refuses.get()) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void servesAllWhoCameAtOnce() {
        try (RawOrigin origin = RawOrigin.secure(pki.context(pki.issueFor("127.0.0.1")), false, connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                Fleet fleet = Fleet.alone(origin.port())
                        .originTls(pki.trusting())
                        .timeouts(ConnectStormTest::patient)
                        .start()) {
            for (RawClient client : storm(fleet)) {
                assertThat(client.read("GET").status()).isEqualTo(200);
                client.close();
            }
        }
    }
}
