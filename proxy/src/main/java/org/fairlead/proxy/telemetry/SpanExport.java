package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Sends spans to whoever collects them. Made by a {@link Provider}, which is found where a module that has one is on the class
 * path ({@link java.util.ServiceLoader}). For one thread at a time, which may wait in it.
 */
public interface SpanExport extends AutoCloseable {
    /** Finds its way to collectors of one kind. */
    interface Provider {
        /**
         * @param collector its base address
         * @param about who sends: names and values that are told with every batch
         */
        SpanExport open(URI collector, Map<String, String> about);
    }

    /**
     * Returns once they have been taken.
     *
     * @throws IOException where they haven't, and won't be; its message says why
     */
    void send(List<FinishedExchange> batch) throws IOException;

    @Override
    void close();
}
