package org.fairlead.proxy.h2origin;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.PoolSettings.Protocol;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Origin;

/** Pools of origins that are spoken to in HTTP/2. */
final class Pools {
    static final PoolSettings HTTP2 = PoolSettings.USUAL.withProtocol(Protocol.HTTP2);
    static final PoolSettings AUTO = PoolSettings.USUAL.withProtocol(Protocol.AUTO);

    private Pools() {}

    static Fleet.Plan plan(RawHttp2Origin origin) {
        return Fleet.alone(origin.port()).pool(HTTP2);
    }

    static PoolSettings of(int connections, int streams) {
        PoolSettings.Connections usual = PoolSettings.USUAL.connections();
        return PoolSettings.USUAL.withConnections(
                usual.withSpoken(new PoolSettings.Spoken(Protocol.HTTP2, connections, streams, 128 * 1024)));
    }

    static PoolSettings ofRequests(int requests) {
        return PoolSettings.USUAL.withConnections(new PoolSettings.Connections(
                0,
                Optional.<Duration>empty(),
                Optional.of(requests),
                Optional.empty(),
                PoolSettings.Spoken.USUAL.withProtocol(Protocol.HTTP2)));
    }
}
