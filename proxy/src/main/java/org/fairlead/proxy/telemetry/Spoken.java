package org.fairlead.proxy.telemetry;

/** What an origin or a peer was spoken to in. */
public enum Spoken {
    HTTP1("http1"),
    HTTP1_TLS("http1-tls"),
    HTTP2("http2"),
    HTTP2_TLS("http2-tls");

    private final String label;

    Spoken(String label) {
        this.label = label;
    }

    public static Spoken of(boolean http2, boolean tls) {
        if (http2) {
            return tls ? HTTP2_TLS : HTTP2;
        }
        return tls ? HTTP1_TLS : HTTP1;
    }

    /** As in metrics, the log and {@code Fairlead-Decision}. */
    public String label() {
        return label;
    }
}
