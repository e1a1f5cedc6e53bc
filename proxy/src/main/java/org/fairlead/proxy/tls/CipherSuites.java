package org.fairlead.proxy.tls;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.ListenerTls.Suites;

/**
 * Versions and cipher suites, as in Mozilla's recommendations 5.7 (https://wiki.mozilla.org/Security/Server_Side_TLS), without
 * the finite-field Diffie-Hellman suites, which BoringSSL doesn't have.
 */
final class CipherSuites {
    private static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    private static final List<String> TLS_1_2 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    static List<String> of(Suites suites) {
        List<String> names = new ArrayList<>(TLS_1_3);
        if (suites == Suites.INTERMEDIATE) {
            names.addAll(TLS_1_2);
        }
        return names;
    }

    static String[] versions(Suites suites) {
        return switch (suites) {
            case INTERMEDIATE -> new String[] {"TLSv1.3", "TLSv1.2"};
            case MODERN -> new String[] {"TLSv1.3"};
        };
    }
}
