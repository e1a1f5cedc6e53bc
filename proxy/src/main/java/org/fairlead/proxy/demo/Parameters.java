package org.fairlead.proxy.demo;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The parameters of a request: those of its query, or those of the form in its body. */
record Parameters(Map<String, List<String>> query, Map<String, List<String>> form) {
    private static final int MOST = 20;

    static Parameters of(String uri, String body) {
        return new Parameters(
                new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MOST).parameters(),
                new QueryStringDecoder(body, StandardCharsets.UTF_8, false, MOST).parameters());
    }

    /** The first of that name; empty where there is none. */
    String first(String name) {
        List<String> values = query.containsKey(name) ? query.get(name) : form.getOrDefault(name, List.of());
        return values == null || values.isEmpty() ? "" : values.get(0);
    }
}
