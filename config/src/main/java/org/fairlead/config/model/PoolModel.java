package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.source.Node;

/** The origins of one service in one datacenter, and how they are looked after. */
public record PoolModel(
        Node.Mapping node,

        @Key(value = "addresses, such as http://10.64.0.11:80 or https://10.64.0.11", required = true)
        List<Origin> origins,

        @Key("how origins are spoken to whose address is https")
        Optional<UpstreamTlsModel> tls,

        @Key(value = "how each is asked whether it is well; none: it isn't", orNone = true)
        Optional<CheckModel> check,

        @Key("when requests that fail take an origin out for a while")
        EjectModel eject,

        @Key(
                value = "how long the share of an origin that comes back takes to grow to the whole; 0s: at once",
                otherwise = "0s",
                range = {0, 3_600_000})
        Duration slowStart,

        @Key("how many connections are kept, and for how long")
        ConnectionsModel connections,

        @Key(
                value =
                        "what happens when no origin may be used: refuse at once (503; reads go to another datacenter), or "
                                + "try those that are down as if they were up",
                otherwise = "refuse")
        PoolSettings.AllDown allDown,

        @Key(
                "each connection begins with a header of the PROXY protocol that names the client; it is used again only for "
                        + "the same client, address and port. Origins must expect it. Absent: none")
        Optional<PoolSettings.ProxyProtocol> sendProxyProtocol) {

    /** How each is asked whether it is well. */
    public record CheckModel(
            Node.Mapping node,

            @Key(
                    value = "asked for with GET; tcp: a connection that can be made is enough",
                    required = true,
                    shorthand = true,
                    shape = "a path, such as /healthz, or tcp")
            String path,

            @Key("the Host field; absent: host and port of the origin")
            Optional<String> host,

            @Key(
                    value = "that are well; absent: 200 to 399",
                    range = {200, 599})
            List<Integer> status,

            @Key("a text that must be in the first 4 KiB of the answer")
            Optional<String> body,

            @Key(
                    value = "from one check to the next, give or take a tenth",
                    otherwise = "2s",
                    range = {100, 3_600_000})
            Duration interval,

            @Key(
                    value = "for the whole of one check",
                    otherwise = "1s",
                    range = {10, 60_000})
            Duration timeout,

            @Key(
                    value = "failures in a row that take it out",
                    otherwise = "3",
                    range = {1, 100})
            int downAfter,

            @Key(
                    value = "successes in a row that let it in again; at first, one is enough",
                    otherwise = "2",
                    range = {1, 100})
            int upAfter) {}

    /** How many connections are kept, and for how long. */
    public record ConnectionsModel(
            Node.Mapping node,

            @Key(
                    value =
                            "of each event loop to each origin: idle ones that are ready, opened at the start and kept alive by "
                                    + "questions of the check, or replaced before they are too old",
                    otherwise = "0",
                    range = {0, 1000})
            int warm,

            @Key(
                    value = "how long one lives, give or take a tenth; absent: for ever",
                    range = {1000, Key.DAY_MILLIS})
            Optional<Duration> longest,

            @Key(
                    value = "on one connection, give or take a tenth; absent: any number",
                    range = {1, 1_000_000_000})
            Optional<Integer> requests,

            @Key(
                    "what is spoken: http1; http2, agreed on by ALPN over TLS, without TLS known beforehand; auto: HTTP/2 where "
                            + "the other side speaks it, else HTTP/1.1. Absent: http1 with origins, auto with peers")
            Optional<PoolSettings.Protocol> protocol,

            @Key(
                    value = "of each event loop to each origin, at most, in HTTP/2",
                    otherwise = "8",
                    range = {1, 1000})
            int http2Connections,

            @Key(
                    value = "requests under way at once on one connection in HTTP/2, if the other side allows as many",
                    otherwise = "100",
                    range = {1, 10_000})
            int http2Streams,

            @Key(
                    value =
                            "what each stream in HTTP/2 may have under way towards us; absent: 128KiB with origins, 512KiB with peers, "
                                    + "who are far",
                    range = {65_536, 16 * 1024 * 1024})
            Optional<ScalarType.ByteSize> http2Window) {}

    /** When requests that fail take an origin out. */
    public record EjectModel(
            Node.Mapping node,

            @Key(
                    value = "failures in a row: no connection, a reset, a time-out, 502, 503 or 504",
                    otherwise = "5",
                    range = {1, 1000})
            int after,

            @Key(
                    value = "how long it is out the first time; each time after it twice as long",
                    name = "for",
                    otherwise = "10s",
                    range = {100, 3_600_000})
            Duration first,

            @Key(
                    value = "how long it is out at most; a time as long without a failure is forgiven",
                    otherwise = "5m",
                    range = {100, Key.DAY_MILLIS})
            Duration longest,

            @Key(
                    value =
                            "the share of the pool that may be out at once, with those that are down; below 100, the last "
                                    + "one is never taken out by requests that fail",
                    otherwise = "50")
            ScalarType.Percent most) {}
}
