package org.fairlead.proxy.control;

import java.util.List;
import java.util.Map;
import org.fairlead.config.Configuration;
import org.fairlead.matching.ClientAddress;
import org.fairlead.proxy.explain.AskedRequest;
import org.fairlead.proxy.explain.Explained;

/** Explains a request that stands in a query, by what is served now. */
public final class ExplainQuery {
    private static final List<String> KNOWN = List.of("method", "url", "header", "client");

    private ExplainQuery() {}

    /**
     * JSON; the method is GET where there is none.
     *
     * @throws IllegalArgumentException naming what is missing or makes no sense
     */
    public static String answer(Configuration served, Map<String, List<String>> query) {
        for (String name : query.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(
                        name + ": unknown parameter (expected: " + String.join(", ", KNOWN) + ")");
            }
        }
        String url = query.getOrDefault("url", List.of()).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "url: missing (expected: the whole of it, such as https://en.wikipedia.org/wiki/Foo)"));
        String method = query.getOrDefault("method", List.of("GET")).get(0);
        String address = query.getOrDefault("client", List.of("192.0.2.1")).get(0);
        ClientAddress client = ClientAddress.parse(address)
                .orElseThrow(() -> new IllegalArgumentException(
                        "client: \"" + address + "\" (expected: an IP address, such as 192.0.2.1)"));
        return Explained.of(
                        served,
                        AskedRequest.of(method, url, query.getOrDefault("header", List.of())),
                        client,
                        System.currentTimeMillis())
                .json();
    }
}
