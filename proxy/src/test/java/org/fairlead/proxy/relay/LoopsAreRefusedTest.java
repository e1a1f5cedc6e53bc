package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

@OverEveryFront
class LoopsAreRefusedTest {
    @Test
    void byVia() {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort()).start();
                RawClient client = fleet.client()) {
            RawClient.Response response = client.get("/", "Via: 1.1 other, 1.1 test-eqiad");

            assertThat(response.status()).isEqualTo(508);
            assertThat(response.body()).contains("\"title\":\"Loop Detected\"", "\"reason\":\"loop\"", "eqiad");
        }
    }

    @Test
    void byAnOriginThatIsTheProxyItself() {
        Fleet.Plan plan = Fleet.alone();
        try (Fleet fleet = plan.start()) {
            plan.datacenter("eqiad", fleet.at("eqiad").getPort());
            fleet.reload();
            try (RawClient client = fleet.client()) {
                RawClient.Response response = client.get("/");

                assertThat(response.status()).isEqualTo(508);
                assertThat(response.body()).contains("\"reason\":\"loop\"");
            }
        }
    }
}
