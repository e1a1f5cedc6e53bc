package org.fairlead.config.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.Origin;
import org.fairlead.config.source.Node;
import org.fairlead.routing.DatacenterState;

/** One datacenter. */
public record DatacenterModel(
        Node.Mapping node,
        @Key("origins by pool") Map<String, PoolModel> pools,

        @Key("proxies there; none: a crossing goes straight to the origins")
        List<Origin> peers,

        @Key("how peers there are spoken to whose address is https")
        Optional<UpstreamTlsModel> peerTls,

        @Key(
                value =
                        "how each peer is asked whether it is well, such as the health-path of its listener; none: it isn't",
                orNone = true)
        Optional<PoolModel.CheckModel> peerCheck,

        @Key("when requests that fail take a peer out for a while; its answers of 502 to 504 don't count")
        PoolModel.EjectModel peerEject,

        @Key("how many connections to the peers are kept, and for how long")
        PoolModel.ConnectionsModel peerConnections,

        @Key(
                value = "the share of a pool's capacity, or of the peers, below which reads leave, in proportion",
                otherwise = "70")
        ScalarType.Percent failoverBelow,

        @Key(
                value = "of the clients of another datacenter that loses its origins, this one takes so many at most",
                otherwise = "100")
        ScalarType.Percent spillLimit,

        @Key(value = "what it takes now", otherwise = "active")
        DatacenterState state) {}
