package org.fairlead.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the origins of one pool, or the peers of one datacenter, are looked after.
 *
 * @param check empty: they are in from the start, and only requests that fail take them out
 * @param slowStart how long the share of one that comes back takes to grow to the whole; zero: at once
 * @param allDown what happens to a request when none of them may be used
 */
public record PoolSettings(
        Optional<Check> check, Ejection ejection, Duration slowStart, AllDown allDown, Connections connections) {
    /** What holds where nothing is said. */
    public static final PoolSettings USUAL =
            new PoolSettings(Optional.empty(), Ejection.USUAL, Duration.ZERO, AllDown.REFUSE, Connections.USUAL);

    /** The same of peers, who speak HTTP/2 unless they are told not to. */
    public static final PoolSettings USUAL_OF_PEERS =
            USUAL.withConnections(Connections.USUAL.withSpoken(Spoken.USUAL_OF_PEERS));

    public PoolSettings withProtocol(Protocol protocol) {
        return withConnections(connections.withSpoken(connections.spoken().withProtocol(protocol)));
    }

    public PoolSettings withCheck(Check other) {
        return new PoolSettings(Optional.of(other), ejection, slowStart, allDown, connections);
    }

    public PoolSettings withEjection(Ejection other) {
        return new PoolSettings(check, other, slowStart, allDown, connections);
    }

    public PoolSettings withSlowStart(Duration other) {
        return new PoolSettings(check, ejection, other, allDown, connections);
    }

    public PoolSettings withAllDown(AllDown other) {
        return new PoolSettings(check, ejection, slowStart, other, connections);
    }

    public PoolSettings withConnections(Connections other) {
        return new PoolSettings(check, ejection, slowStart, allDown, other);
    }

    /**
     * How many connections are kept, and for how long.
     *
     * @param warm of each event loop to each origin, idle and ready
     * @param longest of the life of one, give or take a tenth; empty: for ever
     * @param requests on one, give or take a tenth; empty: any number
     * @param announced in which version of the PROXY protocol each says for whom it is made; empty: it doesn't
     */
    public record Connections(
            int warm,
            Optional<Duration> longest,
            Optional<Integer> requests,
            Optional<ProxyProtocol> announced,
            Spoken spoken) {
        public static final Connections USUAL =
                new Connections(0, Optional.empty(), Optional.empty(), Optional.empty());

        /** In HTTP/1.1. */
        public Connections(
                int warm, Optional<Duration> longest, Optional<Integer> requests, Optional<ProxyProtocol> announced) {
            this(warm, longest, requests, announced, Spoken.USUAL);
        }

        public Connections withAnnounced(ProxyProtocol version) {
            return new Connections(warm, longest, requests, Optional.of(version), spoken);
        }

        public Connections withSpoken(Spoken other) {
            return new Connections(warm, longest, requests, announced, other);
        }
    }

    /**
     * What is spoken on connections.
     *
     * @param connections of each event loop to each origin, at most, in HTTP/2
     * @param streams under way at once on one of them, if the other side allows as many
     * @param window in bytes: what each stream may have under way towards us
     */
    public record Spoken(Protocol protocol, int connections, int streams, int window) {
        public static final Spoken USUAL = new Spoken(Protocol.HTTP1, 8, 100, 128 * 1024);

        /** With peers, who are far. */
        public static final Spoken USUAL_OF_PEERS = new Spoken(Protocol.AUTO, 8, 100, 512 * 1024);

        public Spoken withProtocol(Protocol other) {
            return new Spoken(other, connections, streams, window);
        }
    }

    /** Which versions of HTTP are spoken to an origin or a peer. */
    public enum Protocol {
        /** HTTP/1.1. */
        HTTP1(List.of()),
        /** HTTP/2, agreed on by ALPN over TLS, otherwise known beforehand (RFC 9113 §3.3). */
        HTTP2(List.of("h2")),
        /** HTTP/2 where the other side speaks it, else HTTP/1.1. */
        AUTO(List.of("h2", "http/1.1"));

        private final List<String> offered;

        Protocol(List<String> offered) {
            this.offered = offered;
        }

        /** What connections that may become HTTP/2 offer by ALPN, the best first. */
        public List<String> offered() {
            return offered;
        }

        /** As in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How each is asked whether it is well.
     *
     * @param path asked for; empty: a connection that can be made is enough
     * @param host the Host field; empty: the origin's own
     * @param statuses that are well; none: 200 to 399
     * @param body that must be in the first 4 KiB of the answer's; empty: any
     * @param announced in which version of the PROXY protocol it says that it is for nobody; empty: it doesn't
     */
    public record Check(
            Optional<String> path,
            Optional<String> host,
            List<Integer> statuses,
            Optional<String> body,
            Pace pace,
            Optional<ProxyProtocol> announced) {
        /** How many bytes of a body are looked at. */
        public static final int BODY_BYTES = 4096;

        public Check {
            statuses = List.copyOf(statuses);
        }

        public static Check ofPath(String path, Pace pace) {
            return new Check(Optional.of(path), Optional.empty(), List.of(), Optional.empty(), pace, Optional.empty());
        }

        public Check withAnnounced(ProxyProtocol version) {
            return new Check(path, host, statuses, body, pace, Optional.of(version));
        }

        public boolean isWell(int status) {
            return statuses.isEmpty() ? status >= 200 && status < 400 : statuses.contains(status);
        }
    }

    /**
     * How often it is asked.
     *
     * @param timeout for the whole of one check
     * @param downAfter failures in a row
     * @param upAfter successes in a row; of one that nothing is known of, one is enough
     */
    public record Pace(Duration interval, Duration timeout, int downAfter, int upAfter) {
        public static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(1), 3, 2);
    }

    /** A version of HAProxy's PROXY protocol. */
    public enum ProxyProtocol {
        V1,
        V2;

        /** As in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens to a request when no origin of its pool may be used. */
    public enum AllDown {
        /** It is answered at once, or goes to another datacenter. */
        REFUSE,
        /** Those that are down are tried as if they were up. */
        TRY_ANYWAY;

        /** As in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * When requests that fail take an origin out, and for how long.
     *
     * @param after failures in a row
     * @param first how long it is out the first time; each time after it twice as long
     * @param longest how long it is out at most
     * @param mostHundredths of a percent of a pool that may be out at once, with those that a check found down
     */
    public record Ejection(int after, Duration first, Duration longest, int mostHundredths) {
        public static final Ejection USUAL = new Ejection(5, Duration.ofSeconds(10), Duration.ofMinutes(5), 5_000);

        public Ejection {
            if (after < 1 || first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("eject: after " + after + ", for " + first + " up to " + longest
                        + " (expected: 1 or more, more than 0, and no less than that)");
            }
        }
    }
}
