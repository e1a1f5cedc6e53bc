package org.fairlead.proxy.telemetry;

/** What happened, counted without labels. */
public enum Event {
    CONNECTION_ACCEPTED("client.connections.accepted", "connections accepted from clients and peers"),
    CONNECTION_REFUSED(
            "client.connections.refused", "connections closed at once, because limits.connections was reached"),
    UPSTREAM_CONNECTED("upstream.connections.opened", "connections opened to origins and peers"),
    UPSTREAM_CONNECT_FAILED("upstream.connections.failed", "attempts to connect to an origin or peer that failed"),
    UPSTREAM_REUSED("upstream.connections.reused", "requests sent on a connection that had served another before"),
    RETRY_REFUSED("retries.refused", "requests not sent again, because the budget of retries was used up"),
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
