package org.fairlead.proxy.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The pages by their path; each is made when it is asked for, by the thread of the server. Immutable. */
public final class Pages {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, Supplier<Page>> pages;

    private Pages(Map<String, Supplier<Page>> pages) {
        this.pages = new LinkedHashMap<>(pages);
    }

    /**
     * @param metrics in the text format of Prometheus
     * @param isReady whether the proxy takes traffic
     */
    public static Pages of(Supplier<String> metrics, BooleanSupplier isReady) {
        Map<String, Supplier<Page>> pages = new LinkedHashMap<>();
        pages.put("/metrics", () -> new Page(200, PROMETHEUS, metrics.get()));
        pages.put("/health/live", () -> Page.json(200, "{\"status\":\"live\"}\n"));
        pages.put(
                "/health/ready",
                () -> isReady.getAsBoolean()
                        ? Page.json(200, "{\"status\":\"ready\"}\n")
                        : Page.json(503, "{\"status\":\"not-ready\"}\n"));
        return new Pages(pages);
    }

    /** The page of that path, without its query. */
    Page answer(String path) {
        Supplier<Page> page = pages.get(path);
        return page == null
                ? Page.text(404, path + ": no such page (expected: " + String.join(", ", pages.keySet()) + ")\n")
                : page.get();
    }
}
