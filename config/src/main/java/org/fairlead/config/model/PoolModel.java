package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.source.Node;

/** The origins of one service in one datacenter, and how they are looked after. */
public record PoolModel(
        Node.Mapping node,

        @Key(value = "addresses, such as http://10.64.0.11:80 or https://10.64.0.11", required = true)
        List<Origin> origins,

        @Key("how origins are spoken to whose address is https")
        Optional<DeploymentModel.UpstreamTlsModel> tls,

        @Key("when requests that fail take an origin out for a while")
        EjectModel eject,

        @Key(
                value =
                        "what happens when no origin may be used: refuse at once (503; reads go to another datacenter), or "
                                + "try those that are down as if they were up",
                otherwise = "refuse")
        PoolSettings.AllDown allDown) {

    /** When requests that fail take an origin out. */
    public record EjectModel(
            Node.Mapping node,

            @Key(
                    value = "failures in a row: no connection, a reset, a time-out, 502, 503 or 504",
                    otherwise = "5",
                    range = {1, 1000})
            int after,

            @Key(
                    value = "how long it is out the first time; each time after it twice as long",
                    name = "for",
                    otherwise = "10s",
                    range = {100, 3_600_000})
            Duration first,

            @Key(
                    value = "how long it is out at most; a time as long without a failure is forgiven",
                    otherwise = "5m",
                    range = {100, 86_400_000})
            Duration longest,

            @Key(
                    value =
                            "the share of the pool that may be out at once, with those that are down; below 100, the last "
                                    + "one is never taken out by requests that fail",
                    otherwise = "50")
            ScalarType.Percent most) {}
}
