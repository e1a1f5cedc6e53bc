package org.fairlead.proxy.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All certificates of a listener, and which one is for whom. Immutable. */
public final class ServerCertificates {
    private final List<ServerCertificate> all;
    private final Map<String, ServerCertificate> exact = new HashMap<>();
    private final Map<String, ServerCertificate> wildcards = new HashMap<>();

    /** @param all in the order of the configuration, which counts where two have the same name */
    ServerCertificates(List<ServerCertificate> all) {
        this.all = List.copyOf(all);
        for (ServerCertificate certificate : all) {
            certificate.names().exact().forEach(name -> exact.putIfAbsent(name, certificate));
            certificate.names().wildcards().forEach(name -> wildcards.putIfAbsent(name, certificate));
        }
    }

    /** Whether it matters what name a client asks for. */
    public boolean isChoice() {
        return all.size() > 1;
    }

    public ServerCertificate first() {
        return all.get(0);
    }

    /** The one for that name (RFC 6066 §3); the first where there is no name, or none for it. */
    public ServerCertificate forName(@Nullable String asked) {
        if (asked == null) {
            return first();
        }
        String name = asked.toLowerCase(Locale.ROOT);
        ServerCertificate named = exact.get(name);
        int dot = name.indexOf('.');
        if (named == null && dot > 0) {
            named = wildcards.get(name.substring(dot));
        }
        return named == null ? first() : named;
    }

    List<ServerCertificate> all() {
        return all;
    }
}
