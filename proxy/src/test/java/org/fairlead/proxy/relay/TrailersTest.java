package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

@OverEveryFront
class TrailersTest {
    @Test
    void passBothWaysWithoutWhatIsForbidden() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: X-Hop\r\n\r\n";
        String trailers = "X-Sum: 7\r\nX-Hop: no\r\nContent-Type: a/b\r\nSet-Cookie: a=b\r\n";
        try (RawOrigin origin = RawOrigin.answering(head + "4\r\nbody\r\n0\r\n" + trailers + "\r\n");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            // In HTTP/2 names are in lower case.
            boolean isHttp2 = Front.current().isHttp2();
            client.send(RawClient.request("POST", "/", "Transfer-Encoding: chunked", "TE: trailers")
                    + "3\r\nabc\r\n0\r\nX-Up: 1\r\nAuthorization: x\r\n\r\n");

            assertThat(client.read("POST").body()).isEqualTo("body\nX-Sum: 7");
            assertThat(origin.requests().get(0))
                    .contains("TE: trailers\r\nConnection: TE\r\n")
                    .endsWith("3\r\nabc\r\n0\r\n" + (isHttp2 ? "x-up" : "X-Up") + ": 1\r\n\r\n");
            assertThat(client.get("/").status()).as("the connection is kept").isEqualTo(200);
        }
    }
}
