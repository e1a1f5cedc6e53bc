package org.fairlead.proxy.observe;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.fairlead.proxy.page.Page;

/** The pages by their path; each is made when it is asked for, by the thread of the server. Immutable. */
public final class Pages {
    private static final String METRICS = "/metrics";
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** All metrics as text. */
    @FunctionalInterface
    public interface Metrics {
        /** @param openMetrics in that format; otherwise in Prometheus' own */
        String text(boolean openMetrics);
    }

    private final Metrics metrics;
    private final Map<String, Function<QueryStringDecoder, Page>> pages;

    private Pages(Metrics metrics, Map<String, Function<QueryStringDecoder, Page>> pages) {
        this.metrics = metrics;
        this.pages = new LinkedHashMap<>(pages);
    }

    /**
     * @param isReady whether the proxy takes traffic
     */
    public static Pages of(Metrics metrics, BooleanSupplier isReady) {
        Map<String, Function<QueryStringDecoder, Page>> pages = new LinkedHashMap<>();
        pages.put(METRICS, any -> new Page(200, PROMETHEUS, metrics.text(false)));
        pages.put("/health/live", any -> Page.json(200, "{\"status\":\"live\"}\n"));
        pages.put(
                "/health/ready",
                any -> isReady.getAsBoolean()
                        ? Page.json(200, "{\"status\":\"ready\"}\n")
                        : Page.json(503, "{\"status\":\"not-ready\"}\n"));
        return new Pages(metrics, pages);
    }

    /** With one page more; it may throw IllegalArgumentException where the query makes no sense. */
    public Pages with(String path, Function<QueryStringDecoder, Page> page) {
        Map<String, Function<QueryStringDecoder, Page>> more = new LinkedHashMap<>(pages);
        more.put(path, page);
        return new Pages(metrics, more);
    }

    /**
     * The page that is asked for.
     *
     * @param accept what the asker takes (RFC 9110 §12.5.1); Prometheus names the format that it likes best first
     */
    Page answer(QueryStringDecoder asked, String accept) {
        if (asked.path().equals(METRICS) && accept.startsWith(OPEN_METRICS)) {
            return new Page(200, OPEN_METRICS + "; version=1.0.0; charset=utf-8", metrics.text(true));
        }
        Function<QueryStringDecoder, Page> page = pages.get(asked.path());
        return page == null
                ? Page.text(
                        404, asked.path() + ": no such page (expected: " + String.join(", ", pages.keySet()) + ")\n")
                : page.apply(asked);
    }
}
