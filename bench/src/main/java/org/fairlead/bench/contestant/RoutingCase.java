package org.fairlead.bench.contestant;

import java.util.List;
import java.util.Map;

/** A request, and the datacenter that must answer it. */
record RoutingCase(String method, String target, Map<String, String> headers, String datacenter) {
    private static final String PROMISE = "Promise-Non-Write-API-Action";

    /** One for each branch of the routing. */
    static List<RoutingCase> all(Setup setup) {
        String reads = setup.readsHome() ? "eqiad" : "codfw";
        return List.of(
                of("GET", "/wiki/Foo", reads),
                of("HEAD", "/wiki/Foo", reads),
                of("OPTIONS", "/wiki/Foo", reads),
                of("GET", "/w/index.php?action=view", reads),
                of("POST", "/wiki/Foo", "eqiad"),
                of("PUT", "/wiki/Foo", "eqiad"),
                of("DELETE", "/wiki/Foo", "eqiad"),
                of("PURGE", "/wiki/Foo", "eqiad"),
                of("GET", "/w/index.php?title=Foo&action=rollback", "eqiad"),
                of("GET", "/wiki/Special:CentralLogin/start", "eqiad"),
                with("GET", "/wiki/Foo", Map.of("Cookie", "a=b; UseDC=master"), "eqiad"),
                with("GET", "/wiki/Foo", Map.of("Cookie", "UseDC=other"), reads),
                with("POST", "/w/api.php", Map.of(PROMISE, "true"), reads),
                with("POST", "/w/api.php", Map.of(), "eqiad"),
                with("POST", "/wiki/Foo", Map.of(PROMISE, "true"), "eqiad"));
    }

    private static RoutingCase of(String method, String target, String datacenter) {
        return with(method, target, Map.of(), datacenter);
    }

    private static RoutingCase with(String method, String target, Map<String, String> headers, String datacenter) {
        return new RoutingCase(method, target, headers, datacenter);
    }

    @Override
    public String toString() {
        return method + " " + target + (headers.isEmpty() ? "" : " " + headers);
    }
}
