package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** What the ledger's application does with what isn't a request: a proxy would pass its answer on as that of a write. */
class HonestLedgerTest {
    private static RawClient client(RawOrigin application) {
        return RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), application.port()));
    }

    @Test
    void theRestOfAWriteWhoseHeadWasSwallowedIsNotAnswered() throws Exception {
        Ledger ledger = new Ledger();
        try (RawOrigin application = ledger.application(true);
                RawClient client = client(application)) {
            assertThat(client.send("5\r\nxxEND\r\n0\r\n\r\n").readToEnd()).isEmpty();
        }
        ledger.check();
    }

    @Test
    void whatIsWholeIs() {
        Ledger ledger = new Ledger();
        try (RawOrigin application = ledger.application(true);
                RawClient client = client(application)) {
            assertThat(client.send(RawClient.request("GET", "/r", "X-Number: 1"))
                            .read("GET")
                            .status())
                    .isEqualTo(200);
            assertThat(client.send(RawClient.request("POST", "/w", "X-Number: 2", "Content-Length: 3") + "END")
                            .read("POST")
                            .status())
                    .isEqualTo(200);
            ledger.told("2", 200);
        }
        ledger.check();
    }
}
