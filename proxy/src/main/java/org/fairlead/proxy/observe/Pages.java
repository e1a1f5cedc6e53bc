package org.fairlead.proxy.observe;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlead.proxy.page.Page;

/** The pages by their path; each is made when it is asked for, by the thread of the server. Immutable. */
public final class Pages {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, Function<QueryStringDecoder, Page>> pages;

    private Pages(Map<String, Function<QueryStringDecoder, Page>> pages) {
        this.pages = new LinkedHashMap<>(pages);
    }

    /**
     * @param metrics in the text format of Prometheus
     * @param isReady whether the proxy takes traffic
     */
    public static Pages of(Supplier<String> metrics, BooleanSupplier isReady) {
        Map<String, Function<QueryStringDecoder, Page>> pages = new LinkedHashMap<>();
        pages.put("/metrics", any -> new Page(200, PROMETHEUS, metrics.get()));
        pages.put("/health/live", any -> Page.json(200, "{\"status\":\"live\"}\n"));
        pages.put(
                "/health/ready",
                any -> isReady.getAsBoolean()
                        ? Page.json(200, "{\"status\":\"ready\"}\n")
                        : Page.json(503, "{\"status\":\"not-ready\"}\n"));
        return new Pages(pages);
    }

    /** With one page more; it may throw IllegalArgumentException where the query makes no sense. */
    public Pages with(String path, Function<QueryStringDecoder, Page> page) {
        Map<String, Function<QueryStringDecoder, Page>> more = new LinkedHashMap<>(pages);
        more.put(path, page);
        return new Pages(more);
    }

    /** The page that is asked for. */
    Page answer(QueryStringDecoder asked) {
        Function<QueryStringDecoder, Page> page = pages.get(asked.path());
        return page == null
                ? Page.text(
                        404, asked.path() + ": no such page (expected: " + String.join(", ", pages.keySet()) + ")\n")
                : page.apply(asked);
    }
}
