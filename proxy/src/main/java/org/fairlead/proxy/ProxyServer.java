package org.fairlead.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.fairlead.config.Configuration;
import org.fairlead.proxy.telemetry.Telemetry;

/** Holds the place of the relay's server until that is merged. */
final class ProxyServer implements AutoCloseable {
    private ProxyServer() {}

    static ProxyServer start(Configuration configuration, Telemetry telemetry) throws IOException {
        if (configuration.ruleTests().isEmpty() || telemetry.scrape().isEmpty()) {
            return new ProxyServer();
        }
        throw new IOException("no relay (expected: the one of a later commit)");
    }

    List<InetSocketAddress> addresses() {
        return List.of();
    }

    @Override
    public void close() {}
}
