package org.fairlead.routing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.matching.HostName;
import org.jspecify.annotations.Nullable;

/**
 * All services, found by host: exact, then the longest wildcard, then the default service. Immutable.
 *
 * <p>{@code *.example.org} has {@code en.example.org} and {@code a.b.example.org}, but not {@code example.org}.
 */
public final class RoutingTable {
    private final List<Service> services;
    private final ByteKeys<CompiledService> exact;
    /** By what stands behind the star, without the dot. */
    private final ByteKeys<CompiledService> wildcards;

    private final @Nullable CompiledService fallback;

    private RoutingTable(List<Service> services, Map<String, CompiledService> byHost) {
        this.services = List.copyOf(services);
        Map<String, CompiledService> exactHosts = new HashMap<>();
        Map<String, CompiledService> suffixes = new HashMap<>();
        byHost.forEach((host, service) -> {
            if (host.startsWith("*.")) {
                suffixes.put(host.substring(2), service);
            } else if (!host.equals("*")) {
                exactHosts.put(host, service);
            }
        });
        exact = new ByteKeys<>(exactHosts);
        wildcards = new ByteKeys<>(suffixes);
        fallback = byHost.get("*");
    }

    /**
     * @param datacenters how many the topology has
     * @throws IllegalArgumentException where two services claim one host
     */
    public static RoutingTable compile(List<Service> services, int datacenters) {
        Map<String, CompiledService> byHost = new LinkedHashMap<>();
        for (Service service : services) {
            CompiledService compiled = new CompiledService(service, datacenters);
            for (String host : service.hosts()) {
                CompiledService other = byHost.put(HostName.normal(host), compiled);
                if (other != null && other != compiled) {
                    throw new IllegalArgumentException("host " + host + " belongs to "
                            + other.service().name() + " and " + service.name() + " (expected: one service)");
                }
            }
        }
        return new RoutingTable(services, byHost);
    }

    public List<Service> services() {
        return services;
    }

    public Optional<Service> named(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** The service of that host, or null. */
    @Nullable
    CompiledService find(HostName host) {
        CompiledService found = exact.get(host.bytes(), 0, host.length());
        if (found != null) {
            return found;
        }
        for (int i = 1; i < host.length(); i++) {
            if (host.bytes()[i - 1] == '.') {
                found = wildcards.get(host.bytes(), i, host.length());
                if (found != null) {
                    return found;
                }
            }
        }
        return fallback;
    }
}
