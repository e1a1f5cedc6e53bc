package org.fairlead.proxy.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The hosts that a certificate is for: its subject alternative names (RFC 9525 §6.3). Immutable. */
public final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP = 7;

    private final Set<String> exact = new HashSet<>();
    /** Behind the star: {@code .example.org}. */
    private final Set<String> wildcards = new HashSet<>();

    private final Set<String> addresses = new HashSet<>();

    private CertificateNames() {}

    public static CertificateNames of(X509Certificate certificate) {
        CertificateNames names = new CertificateNames();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(entry -> names.add((Integer) entry.get(0), entry.get(1)));
            }
        } catch (CertificateParsingException e) {
            // Names that can't be read are none.
        }
        return names;
    }

    private void add(int type, Object value) {
        if (type == DNS) {
            String name = value.toString().toLowerCase(Locale.ROOT);
            if (name.startsWith("*.")) {
                wildcards.add(name.substring(1));
            } else {
                exact.add(name);
            }
        } else if (type == IP) {
            addresses.add(canonical(value.toString()));
        }
    }

    private static String canonical(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null ? address : Arrays.toString(bytes);
    }

    Set<String> exact() {
        return exact;
    }

    Set<String> wildcards() {
        return wildcards;
    }

    /** A wildcard stands for one label. {@code host} is in lower case, without a port; IPv6 may have brackets. */
    public boolean covers(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (exact.contains(name)) {
            return true;
        }
        int dot = name.indexOf('.');
        return (dot > 0 && wildcards.contains(name.substring(dot)))
                || (!addresses.isEmpty() && addresses.contains(canonical(name)));
    }
}
