package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** An origin that answers while the upload still runs. */
class EarlyAnswerTest {
    @Test
    void reachesTheClientThoughTheOriginStopsReading() {
        try (RawOrigin origin = RawOrigin.of(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 7\r\n\r\ntoo big");
                });
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            client.send(RawClient.request("POST", "/", "Content-Length: 10000000") + "x".repeat(100_000));

            RawClient.Response response = client.read("POST");
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("too big");
        }
    }
}
