package org.fairlead.proxy.telemetry;

/** What happened, counted without labels. */
public enum Event {
    CONNECTION_ACCEPTED("client.connections.accepted", "connections accepted from clients and peers"),
    CONNECTION_REFUSED(
            "client.connections.refused", "connections closed at once, because limits.connections was reached"),
    TLS_HANDSHAKE("tls.handshakes", "handshakes with clients and peers that were completed"),
    UPSTREAM_CONNECTED("upstream.connections.opened", "connections opened to origins and peers"),
    UPSTREAM_CONNECT_FAILED("upstream.connections.failed", "attempts to connect to an origin or peer that failed"),
    UPSTREAM_REUSED("upstream.connections.reused", "requests sent on a connection that had served another before"),
    UPSTREAM_FOUND_DEAD(
            "upstream.connections.found.dead", "idle connections that were kept warm, and gave no answer when asked"),
    RETRY_REFUSED("retries.refused", "requests not sent again, because the budget of retries was used up"),
    HEDGED("hedges", "reads that were sent to a second origin as well, because the first took long"),
    HEDGE_WON("hedges.won", "of these, those that the second origin answered first"),
    SHED_FOR_OTHERS("shed.for.others", "reads for other datacenters turned away because there was too much to do"),
    SHED_ANONYMOUS("shed.anonymous", "reads of clients without cookies or credentials turned away, likewise"),
    SHED_READ("shed.reads", "other reads turned away, likewise"),
    SHED_WRITE("shed.writes", "writes turned away, likewise"),
    PIN_TABLE_HIT("pin.table.hits", "pins of clients without cookies that were found");

    private final String metric;
    private final String help;

    Event(String metric, String help) {
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
