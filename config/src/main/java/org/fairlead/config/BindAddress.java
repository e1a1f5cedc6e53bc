package org.fairlead.config;

/**
 * Where to listen.
 *
 * @param host an address of this machine; {@code 0.0.0.0} or {@code ::} for all of them
 * @param port 0 to 65535; 0 lets the system choose
 */
public record BindAddress(String host, int port) {
    public BindAddress {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "\"" + host + ":" + port + "\" (expected: an address and a port from 0 to 65535)");
        }
    }

    /** Whether both can't be bound at once. Two ports that the system chooses never clash. */
    public boolean clashesWith(BindAddress other) {
        return port != 0 && port == other.port && (host.equals(other.host) || isAny() || other.isAny());
    }

    private boolean isAny() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    static String render(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return render(host, port);
    }
}
