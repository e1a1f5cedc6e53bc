package org.fairlead.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.routing.Datacenter;

/** Where the origins and the peers of each datacenter are. Immutable. */
public record Upstreams(Map<String, Site> sites, NameSettings names) {
    /**
     * The addresses of one datacenter.
     *
     * @param pools by name
     * @param peers the proxies there; none: a crossing goes straight to the origins
     */
    public record Site(Map<String, Pool> pools, Pool peers, Failover failover) {
        static final Site NONE = new Site(Map.of(), Pool.of(List.of()), Failover.USUAL);

        public Site {
            pools = Map.copyOf(pools);
        }
    }

    /**
     * When reads leave a datacenter that loses origins, and how many it takes of others; in hundredths of a percent.
     *
     * @param below of its capacity: below it, reads leave in proportion; 1 or more
     * @param spillLimit of the clients of another datacenter
     */
    public record Failover(int below, int spillLimit) {
        public static final Failover USUAL = new Failover(7_000, 10_000);
    }

    /**
     * Addresses that can answer.
     *
     * @param origins in the order of the file
     */
    public record Pool(List<Origin> origins, PoolSettings settings) {
        public Pool {
            origins = List.copyOf(origins);
        }

        /** With what holds where nothing is said. */
        public static Pool of(List<Origin> origins) {
            return new Pool(origins, PoolSettings.USUAL);
        }
    }

    private static final Pool NO_POOL = Pool.of(List.of());

    /** @param sites by the name of the datacenter */
    public Upstreams {
        sites = Map.copyOf(sites);
    }

    /** With what holds for names where nothing is said. */
    public Upstreams(Map<String, Site> sites) {
        this(sites, NameSettings.USUAL);
    }

    /** The hosts of all origins and peers, names and addresses. */
    public Set<String> hosts() {
        return sites.values().stream()
                .flatMap(site -> Stream.concat(site.pools().values().stream(), Stream.of(site.peers())))
                .flatMap(pool -> pool.origins().stream())
                .map(Origin::host)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The origins of that pool there, in the order of the file; empty where the datacenter has no such pool. */
    public List<Origin> origins(Datacenter datacenter, String pool) {
        return pool(datacenter, pool).origins();
    }

    /** The proxies there; empty where a crossing goes straight to the origins. */
    public List<Origin> peers(Datacenter datacenter) {
        return site(datacenter).peers().origins();
    }

    /** How the origins of that pool there are looked after. */
    public PoolSettings settings(Datacenter datacenter, String pool) {
        return pool(datacenter, pool).settings();
    }

    /** How the proxies there are looked after. */
    public PoolSettings peerSettings(Datacenter datacenter) {
        return site(datacenter).peers().settings();
    }

    /** When reads leave it, and how many it takes of others. */
    public Failover failover(Datacenter datacenter) {
        return site(datacenter).failover();
    }

    private Pool pool(Datacenter datacenter, String pool) {
        return site(datacenter).pools().getOrDefault(pool, NO_POOL);
    }

    private Site site(Datacenter datacenter) {
        return sites.getOrDefault(datacenter.name(), Site.NONE);
    }
}
