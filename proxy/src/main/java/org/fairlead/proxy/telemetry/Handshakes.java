package org.fairlead.proxy.telemetry;

/**
 * TLS handshakes that failed, by reason. For any thread.
 *
 * @param ofClients on our listeners
 * @param ofServers with origins and peers that we connected to
 */
record Handshakes(FailureCounts ofClients, FailureCounts ofServers) {
    Handshakes() {
        this(new FailureCounts(), new FailureCounts());
    }
}
