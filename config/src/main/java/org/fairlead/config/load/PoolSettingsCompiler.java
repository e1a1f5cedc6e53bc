package org.fairlead.config.load;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Upstreams;
import org.fairlead.config.model.DatacenterModel;
import org.fairlead.config.model.PoolModel;
import org.fairlead.config.model.ScalarType;
import org.fairlead.config.source.Problems;

/** Makes what a deployment file says of how origins are looked after. */
final class PoolSettingsCompiler {
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]+");

    private final Problems problems;

    PoolSettingsCompiler(Problems problems) {
        this.problems = problems;
    }

    PoolSettings of(PoolModel pool) {
        return new PoolSettings(
                pool.check().map(check -> check(check, pool.sendProxyProtocol())),
                ejection(pool.eject()),
                pool.slowStart(),
                pool.allDown(),
                connections(pool.connections(), pool.sendProxyProtocol(), PoolSettings.Spoken.USUAL));
    }

    /** How peers are looked after. */
    PoolSettings ofPeers(DatacenterModel datacenter) {
        PoolSettings usual = PoolSettings.USUAL
                .withConnections(
                        connections(datacenter.peerConnections(), Optional.empty(), PoolSettings.Spoken.USUAL_OF_PEERS))
                .withEjection(ejection(datacenter.peerEject()));
        return datacenter
                .peerCheck()
                .map(check -> usual.withCheck(check(check, Optional.empty())))
                .orElse(usual);
    }

    private PoolSettings.Connections connections(
            PoolModel.ConnectionsModel connections,
            Optional<PoolSettings.ProxyProtocol> announced,
            PoolSettings.Spoken usual) {
        if (announced.isPresent() && connections.warm() > 0) {
            problems.unexpected(
                    connections.node().get("warm"), "0 with send-proxy-protocol: nobody knows yet whose it will be");
        }
        PoolSettings.Protocol protocol = connections.protocol().orElse(usual.protocol());
        if (announced.isPresent() && protocol != PoolSettings.Protocol.HTTP1) {
            problems.unexpected(
                    connections.node().get("protocol"),
                    "http1 with send-proxy-protocol: in HTTP/2 clients share a connection");
        }
        return new PoolSettings.Connections(
                connections.warm(),
                connections.longest(),
                connections.requests(),
                announced,
                new PoolSettings.Spoken(
                        protocol,
                        connections.http2Connections(),
                        connections.http2Streams(),
                        connections
                                .http2Window()
                                .map(ScalarType.ByteSize::bytes)
                                .orElse(usual.window())));
    }

    Upstreams.Failover failover(DatacenterModel datacenter) {
        int below = datacenter.failoverBelow().hundredths();
        if (below == 0) {
            problems.unexpected(datacenter.node().get("failover-below"), "more than 0");
        }
        return new Upstreams.Failover(
                Math.max(1, below), datacenter.spillLimit().hundredths());
    }

    private PoolSettings.Check check(PoolModel.CheckModel check, Optional<PoolSettings.ProxyProtocol> announced) {
        boolean isTcp = check.path().equals("tcp");
        if (!isTcp && !check.path().isEmpty() && !PATH.matcher(check.path()).matches()) {
            problems.unexpected(check.node().get("path"), "a path, such as /healthz, or tcp");
        }
        check.host()
                .filter(host -> !HOST.matcher(host).matches())
                .ifPresent(host -> problems.unexpected(check.node().get("host"), "a host, such as www.example.org"));
        return new PoolSettings.Check(
                isTcp ? Optional.empty() : Optional.of(check.path()),
                check.host(),
                check.status(),
                check.body(),
                new PoolSettings.Pace(check.interval(), check.timeout(), check.downAfter(), check.upAfter()),
                announced);
    }

    private PoolSettings.Ejection ejection(PoolModel.EjectModel eject) {
        Duration longest = eject.longest();
        if (longest.compareTo(eject.first()) < 0) {
            problems.unexpected(eject.node().get("longest"), "no less than eject.for");
            longest = eject.first();
        }
        return new PoolSettings.Ejection(
                eject.after(), eject.first(), longest, eject.most().hundredths());
    }
}
