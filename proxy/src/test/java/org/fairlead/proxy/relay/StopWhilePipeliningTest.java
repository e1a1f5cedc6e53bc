package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.LeakExtension;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that is closed while requests wait behind a slow answer gives all their bytes back, which the extension looks at. */
@ExtendWith(LeakExtension.class)
class StopWhilePipeliningTest {
    private static final String MANY = RawClient.request("GET", "/").repeat(200);

    @Test
    void inputThatWaitsIsGivenBack() {
        CountDownLatch never = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
            connection.readRequest();
            awaitEnd(never);
        })) {
            try (Fleet fleet = Fleet.alone(origin.port()).start();
                    RawClient together = fleet.client().send(MANY);
                    RawClient twice = fleet.client().send(RawClient.request("GET", "/"))) {
                await().until(() -> origin.requests().size() == 2);
                // A second read while the first waits: then the client is held back.
                twice.send(MANY);
                together.send(MANY);
                await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_connections 2.0"));
            }
            assertThat(origin.requests()).hasSize(2);
        } finally {
            never.countDown();
        }
    }

    @Test
    void halfABodyThatWaitsIsGivenBack() {
        CountDownLatch never = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.of(connection -> {
            connection.readRequest();
            awaitEnd(never);
        })) {
            try (Fleet fleet = Fleet.alone(origin.port()).start();
                    RawClient client = fleet.client()
                            .send(RawClient.request("GET", "/")
                                    + RawClient.request("POST", "/", "Content-Length: 100000")
                                    + "x".repeat(50_000))) {
                await().until(() -> origin.requests().size() == 1);
                client.send("x".repeat(20_000));
                await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_connections 1.0"));
            }
            assertThat(origin.requests()).hasSize(1);
        } finally {
            never.countDown();
        }
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
