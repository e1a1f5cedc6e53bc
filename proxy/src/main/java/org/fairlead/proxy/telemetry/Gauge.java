package org.fairlead.proxy.telemetry;

/** What there is now, over all event loops. */
public enum Gauge {
    CLIENT_CONNECTIONS("client.connections", "connections of clients and peers that are open"),
    HTTP2_CONNECTIONS("client.http2.connections", "of these, those that speak HTTP/2"),
    TLS_HANDSHAKES("tls.handshaking", "connections of clients and peers that have yet to complete their handshake"),
    UPSTREAM_CONNECTIONS("upstream.connections", "connections to origins and peers that are open"),
    UPSTREAM_IDLE("upstream.connections.idle", "connections to origins and peers that wait for a request"),
    UPSTREAM_HTTP2("upstream.http2.connections", "connections to origins and peers that speak HTTP/2"),
    UPSTREAM_STREAMS("upstream.http2.streams", "requests under way on those"),
    UPSTREAM_WAITING("upstream.waiting", "requests that wait for a connection to an origin or peer"),
    REQUESTS_QUEUED("requests.queued", "requests that wait for their turn at a pool"),
    BODIES_AWAITED("bodies.awaited", "requests whose body is waited for before they get a connection"),
    EXCHANGES("exchanges", "exchanges that are under way");

    private final String metric;
    private final String help;

    Gauge(String metric, String help) {
        this.metric = "fairlead." + metric;
        this.help = help;
    }

    String metric() {
        return metric;
    }

    String help() {
        return help;
    }
}
