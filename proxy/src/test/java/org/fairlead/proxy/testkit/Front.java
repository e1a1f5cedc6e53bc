package org.fairlead.proxy.testkit;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.fairlead.config.ListenerTls;

/** How clients of a {@link Fleet} connect, and what they speak; they say it in HTTP/1.1 in any case. */
public enum Front {
    HTTP1(false, false),
    HTTP1_TLS(false, true),
    H2C(true, false),
    HTTP2_TLS(true, true);

    private static final ThreadLocal<Front> CURRENT = ThreadLocal.withInitial(() -> HTTP1);

    private final boolean isHttp2;
    private final boolean isSecure;

    Front(boolean isHttp2, boolean isSecure) {
        this.isHttp2 = isHttp2;
        this.isSecure = isSecure;
    }

    /** Of the test class that runs on this thread: the one that {@link OverEveryFront} is at, otherwise HTTP/1.1. */
    public static Front current() {
        return CURRENT.get();
    }

    static void enter(Front front) {
        CURRENT.set(front);
    }

    static void leave() {
        CURRENT.remove();
    }

    public boolean isHttp2() {
        return isHttp2;
    }

    public boolean isSecure() {
        return isSecure;
    }

    public String scheme() {
        return isSecure ? "https" : "http";
    }

    /** The version that Via names. */
    public String version() {
        return isHttp2 ? "2.0" : "1.1";
    }

    /** For a front that {@link #isSecure}. */
    static ListenerTls listener() {
        return FrontCertificate.INSTANCE.listener();
    }

    /** @param receiveBuffer in bytes; 0: the system's */
    public RawClient connect(InetSocketAddress address, int receiveBuffer) {
        FrontCertificate certificate = FrontCertificate.INSTANCE;
        return RawClient.over(this, address, receiveBuffer, certificate.client(), FrontCertificate.HOST);
    }

    /** A client that sends frames, for fronts of HTTP/2. */
    public RawHttp2Client connectForFrames(InetSocketAddress address) {
        return switch (this) {
            case H2C -> RawHttp2Client.connect(address);
            case HTTP2_TLS -> RawHttp2Client.secure(address, FrontCertificate.INSTANCE.client(), FrontCertificate.HOST);
            case HTTP1, HTTP1_TLS -> throw new IllegalStateException(this + " (expected: a front of HTTP/2)");
        };
    }

    /** SHA-256 of the public key of the fronts with TLS, in base64: browsers can be told to believe it. */
    public static String publicKeyHash() {
        return FrontCertificate.INSTANCE.publicKeyHash();
    }

    /** The certificate of whoever signed the one of the fronts with TLS: PEM. */
    public static Path authority() {
        return FrontCertificate.INSTANCE.authority();
    }
}
