package org.fairlead.proxy.tls;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/** Why a handshake didn't come to its end, for metrics and logs, as seen from the side that it is told of. */
public enum HandshakeFailure {
    /** Not one byte came. */
    NO_HELLO,
    /** The connection ended in its midst. */
    CLOSED,
    TIMED_OUT,
    /** What came is no TLS, such as a plain request. */
    NOT_TLS,
    /** No version or no cipher suite that both know. */
    NOTHING_IN_COMMON,
    /** The other side doesn't take our certificate. */
    CERTIFICATE_REFUSED,
    /** A client's certificate is missing, or can't be verified. */
    CLIENT_CERTIFICATE,
    /** A client's certificate has none of the names that the listener asks for. */
    CLIENT_NAME,
    /** A server's certificate isn't valid now. */
    CERTIFICATE_EXPIRED,
    /** A server's certificate is for other hosts. */
    CERTIFICATE_WRONG_NAME,
    /** A server's certificate was issued by nobody we trust. */
    CERTIFICATE_UNTRUSTED,
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String label() {
        return label;
    }

    /** What {@code cause} means for us as a server. */
    public static HandshakeFailure ofClient(Throwable cause) {
        String said = said(cause);
        if (has(cause, ClosedChannelException.class)) {
            return CLOSED;
        }
        if (said.contains("not an ssl/tls record")) {
            return NOT_TLS;
        }
        if (said.contains("alert") && !said.contains("no shared cipher")) {
            return said.contains("version") || said.contains("handshake_failure")
                    ? NOTHING_IN_COMMON
                    : CERTIFICATE_REFUSED;
        }
        if (isAboutSuites(said)) {
            return NOTHING_IN_COMMON;
        }
        boolean isAboutCertificate = has(cause, CertificateException.class)
                || said.contains("did_not_return_a_certificate")
                || said.contains("empty client certificate")
                || said.contains("certificate_verify_failed")
                || said.contains("certpath");
        return isAboutCertificate ? CLIENT_CERTIFICATE : OTHER;
    }

    /** What {@code cause} means for us as a client. */
    public static HandshakeFailure ofServer(Throwable cause) {
        String said = said(cause);
        if (has(cause, CertificateExpiredException.class)
                || has(cause, CertificateNotYetValidException.class)
                || said.contains("notafter")) {
            return CERTIFICATE_EXPIRED;
        }
        if (said.contains("subject alternative") || said.contains("no name matching")) {
            return CERTIFICATE_WRONG_NAME;
        }
        if (said.contains("certpath") || said.contains("certification path") || said.contains("path does not chain")) {
            return CERTIFICATE_UNTRUSTED;
        }
        if (has(cause, ClosedChannelException.class)) {
            return CLOSED;
        }
        if (said.contains("not an ssl/tls record") || said.contains("wrong_version_number")) {
            return NOT_TLS;
        }
        if (said.contains("certificate") && said.contains("alert")) {
            return CERTIFICATE_REFUSED;
        }
        return isAboutSuites(said) ? NOTHING_IN_COMMON : OTHER;
    }

    private static boolean isAboutSuites(String said) {
        return said.contains("no shared cipher")
                || said.contains("no cipher suites in common")
                || said.contains("no_shared_cipher")
                || said.contains("protocol")
                || said.contains("version");
    }

    private static boolean has(Throwable cause, Class<? extends Throwable> type) {
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return true;
            }
        }
        return false;
    }

    /** All that the chain of causes says; neither BoringSSL nor Java tells alerts apart by type. */
    private static String said(Throwable cause) {
        StringBuilder said = new StringBuilder();
        for (Throwable next = cause; next != null; next = next.getCause()) {
            said.append(next).append('\n');
        }
        return said.toString().toLowerCase(Locale.ROOT);
    }
}
