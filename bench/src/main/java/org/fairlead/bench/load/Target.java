package org.fairlead.bench.load;

/** Where load goes: a port on 127.0.0.1, in plain or over TLS. */
public record Target(int port, boolean tls) {
    String url(String path) {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port + path;
    }
}
