package org.fairlead.bench.load;

/** Where load goes: a port on 127.0.0.1, in plain or over TLS, in HTTP/1.1 or HTTP/2. */
public record Target(int port, boolean tls, boolean http2) {
    public String url(String path) {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port + path;
    }
}
