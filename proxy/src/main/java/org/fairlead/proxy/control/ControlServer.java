package org.fairlead.proxy.control;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlead.config.Operations;
import org.fairlead.proxy.page.PageServer;
import org.fairlead.proxy.telemetry.Tail;

/** The address for all that changes something: every call shows the token, does its work on one thread, and is logged. */
public final class ControlServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 16;
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_BODY = 16 * 1024;

    /**
     * What the calls reach.
     *
     * @param status a page of JSON
     */
    public record Reach(LiveConfiguration live, Supplier<String> status, Function<Tail.Filter, Tail> tails) {}

    private final PageServer server;
    private final ExecutorService work;

    private ControlServer(PageServer server, ExecutorService work) {
        this.server = server;
        this.work = work;
    }

    /**
     * @throws IOException where the address can't be bound, or the token can't be read
     */
    public static ControlServer start(Operations.Control control, Reach reach) throws IOException {
        // Checked now, so that nobody finds out at night.
        Token.read(control.tokenFile());
        ExecutorService work = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "control-work");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var calls = new ControlCalls(reach);
            PageServer server = PageServer.start(
                    control.bind(),
                    new PageServer.Settings(
                            "control",
                            MOST_CONNECTIONS,
                            LONGEST_LINE,
                            () -> List.of(
                                    new CallBodies(LONGEST_BODY), new ControlHandler(calls, reach.tails(), work))));
            return new ControlServer(server, work);
        } catch (IOException e) {
            work.shutdown();
            throw e;
        }
    }

    /** Where it listens, with the port that the system chose where the configuration says 0. */
    public SocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        work.shutdown();
    }
}
