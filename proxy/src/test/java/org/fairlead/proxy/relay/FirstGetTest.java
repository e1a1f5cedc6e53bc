package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

class FirstGetTest {
    @Test
    void isAnsweredByTheOrigin() {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/wiki/Foo?a=b", "X-One: 1", "Connection: X-One");
            System.out.println(response);
            System.out.println(origin.requests());
            assertThat(response.body()).isEqualTo("hi");
            assertThat(client.get("/2").status()).isEqualTo(200);
        }
    }
}
