package org.fairlead.proxy.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.fairlead.message.Ascii;
import org.jspecify.annotations.Nullable;

/** What is known of a client's connection from its TLS handshake. Confined to the connection's event loop. */
public final class SecureClient {
    private static final byte[] NONE = {};

    private final String version;
    private final String cipher;
    private final Predicate<String> covers;
    private final List<byte[]> certificateLines;
    private final byte @Nullable [] hstsLine;
    /** The host that was asked for last, and is covered. */
    private byte[] covered = NONE;

    /**
     * @param version such as TLSv1.3
     * @param covers whether the certificate that was shown is for a host, in lower case
     * @param certificateLines field lines that tell the origin of the client's certificate; empty: it showed none
     * @param hstsLine the field line that clients get; null: none
     */
    public SecureClient(
            String version,
            String cipher,
            Predicate<String> covers,
            List<byte[]> certificateLines,
            byte @Nullable [] hstsLine) {
        this.version = version;
        this.cipher = cipher;
        this.covers = covers;
        this.certificateLines = certificateLines;
        this.hstsLine = hstsLine;
    }

    /** Whether the certificate that the client saw is for the host in {@code bytes[start, end)}. */
    boolean covers(byte[] bytes, int start, int end) {
        if (Arrays.equals(bytes, start, end, covered, 0, covered.length)) {
            return true;
        }
        if (!covers.test(Ascii.text(bytes, start, end).toLowerCase(Locale.ROOT))) {
            return false;
        }
        covered = Arrays.copyOfRange(bytes, start, end);
        return true;
    }

    String version() {
        return version;
    }

    String cipher() {
        return cipher;
    }

    List<byte[]> certificateLines() {
        return certificateLines;
    }

    byte @Nullable [] hstsLine() {
        return hstsLine;
    }
}
