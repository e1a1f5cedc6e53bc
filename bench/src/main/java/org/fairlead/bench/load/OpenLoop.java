package org.fairlead.bench.load;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests at a fixed rate, whether or not the ones before were answered, and counts the time from when each was due.
 * So a proxy that stands still for a while is charged for every request that came meanwhile (no coordinated omission).
 */
public final class OpenLoop implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 15;

    private final EventLoopGroup group = Transport.oneLoop();

    public EventLoopGroup group() {
        return group;
    }

    /** Runs the whole load. Throws IOException where it can't connect, or doesn't come to an end. */
    public Latencies run(int port, Load load) throws IOException, InterruptedException {
        CompletableFuture<Latencies> result = start(port, load);
        try {
            return result.get(load.length().toSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("load: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("load: no end after " + (load.length().toSeconds() + PATIENCE_SECONDS) + " s", e);
        }
    }

    private CompletableFuture<Latencies> start(int port, Load load) {
        OpenLoopRun run = new OpenLoopRun(group.next(), port, load);
        run.start();
        return run.result();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
