package org.fairlead.proxy.health;

import io.netty.bootstrap.Bootstrap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.proxy.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/**
 * Whom a check asks, and how.
 *
 * @param protocol what is spoken to it
 */
record CheckTarget(
        OriginId id, PoolSettings.Check check, PoolSettings.Protocol protocol, CheckTarget.Surroundings surroundings) {
    /**
     * What all checks have in common.
     *
     * @param bootstrap for connections of the health loop, which is its group
     * @param tls for connections by those settings; null where there is none
     * @param ownWordField the name of the field in which an origin speaks of itself, in lower case, as it is now
     */
    record Surroundings(
            Bootstrap bootstrap, Function<UpstreamTls, @Nullable ClientTls> tls, Supplier<byte[]> ownWordField) {}

    /** As it is named in what is asked for. */
    String authority() {
        return check.host().orElse(id.origin().toString());
    }

    String path() {
        return check.path().orElse("/");
    }

    /** By what TLS is made; null where its files were broken. */
    @Nullable
    ClientTls tls(UpstreamTls settings) {
        return surroundings
                .tls()
                .apply(protocol == PoolSettings.Protocol.HTTP1 ? settings : settings.offering(protocol.offered()));
    }

    CheckJudge newJudge() {
        return new CheckJudge(check, surroundings.ownWordField().get());
    }
}
