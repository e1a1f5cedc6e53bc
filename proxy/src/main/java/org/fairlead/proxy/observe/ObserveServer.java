package org.fairlead.proxy.observe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.fairlead.config.BindAddress;
import org.fairlead.config.ControlAddress;
import org.fairlead.proxy.page.PageServer;

/** Serves {@link Pages} to those who watch; nothing can be changed here. */
public final class ObserveServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 64;
    /** Room for a request that is to be explained. */
    private static final int LONGEST_LINE = 4096;

    private final PageServer server;

    private ObserveServer(PageServer server) {
        this.server = server;
    }

    /**
     * @throws IOException where the address can't be bound
     */
    public static ObserveServer start(BindAddress bind, Pages pages) throws IOException {
        return new ObserveServer(PageServer.start(
                new ControlAddress.Tcp(bind),
                new PageServer.Settings(
                        "observe", MOST_CONNECTIONS, LONGEST_LINE, () -> List.of(new ObserveHandler(pages)))));
    }

    /** Where it listens, with the port that the system chose where the configuration says 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
