package org.fairlead.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.routing.Datacenter;

/** Where the origins and the peers of each datacenter are. Immutable. */
public record Upstreams(Map<String, Site> sites) {
    /**
     * The addresses of one datacenter.
     *
     * @param pools origins by pool, each in the order of the file
     * @param peers the proxies there; empty: a crossing goes straight to the origins
     */
    public record Site(Map<String, List<Origin>> pools, List<Origin> peers) {
        public Site {
            Map<String, List<Origin>> copy = new HashMap<>();
            pools.forEach((name, origins) -> copy.put(name, List.copyOf(origins)));
            pools = Map.copyOf(copy);
            peers = List.copyOf(peers);
        }
    }

    /** @param sites by the name of the datacenter */
    public Upstreams {
        sites = Map.copyOf(sites);
    }

    /** The origins of that pool there, in the order of the file; empty where the datacenter has no such pool. */
    public List<Origin> origins(Datacenter datacenter, String pool) {
        return site(datacenter).pools().getOrDefault(pool, List.of());
    }

    /** The proxies there; empty where a crossing goes straight to the origins. */
    public List<Origin> peers(Datacenter datacenter) {
        return site(datacenter).peers();
    }

    private Site site(Datacenter datacenter) {
        return sites.getOrDefault(datacenter.name(), new Site(Map.of(), List.of()));
    }
}
