package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.BindAddress;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.config.Operations;
import org.fairlead.proxy.ProxyServer;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.proxy.testkit.Fleet;
import org.junit.jupiter.api.Test;

/** The kernel would give a second process a share of the connections; nobody who starts one by mistake wants that. */
class TakenPortTest {
    @Test
    void isRefusedEvenWhereAnotherProxyHasIt() throws IOException {
        try (Fleet fleet = Fleet.alone(1).start();
                Telemetry telemetry =
                        Telemetry.start(new Operations.AccessLog(new Operations.AccessLog.Target.Off(), Set.of()))) {
            BindAddress taken = new BindAddress("127.0.0.1", fleet.at("eqiad").getPort());
            Configuration second = listeningOn(taken, fleet.proxy("eqiad").configuration());

            assertThatThrownBy(() -> ProxyServer.start(second, telemetry).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("listeners: " + taken);
        }
    }

    private static Configuration listeningOn(BindAddress bind, Configuration other) {
        return new Configuration(
                other.snapshot(),
                other.upstreams(),
                List.of(new Listener(bind, Listener.Purpose.CLIENTS, Optional.empty())),
                other.relay(),
                other.operations(),
                other.ruleTests());
    }
}
