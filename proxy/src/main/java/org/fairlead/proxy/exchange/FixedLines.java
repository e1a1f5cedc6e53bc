package org.fairlead.proxy.exchange;

import java.util.List;
import java.util.Optional;
import org.fairlead.config.Contract;
import org.fairlead.message.RequestHead;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.fairlead.routing.TreatedAs;

/** The field lines that are the same for all messages under one configuration, rendered once. Immutable. */
final class FixedLines {
    private static final int CLASSES = TreatedAs.values().length;

    private final byte[] via11;
    private final byte[] via10;
    private final byte[] via20;
    private final byte[] cdnLoop;
    private final String by;
    private final byte[] decisionName;
    /** {@code Fairlead-Request}, by datacenter, role and class. */
    private final List<byte[]> announcements;

    FixedLines(Topology topology, Contract contract) {
        String pseudonym = topology.pseudonym(topology.local());
        via11 = HeadWriter.line("Via", "1.1 " + pseudonym);
        via10 = HeadWriter.line("Via", "1.0 " + pseudonym);
        via20 = HeadWriter.line("Via", "2.0 " + pseudonym);
        cdnLoop = HeadWriter.line("CDN-Loop", pseudonym);
        decisionName = HeadWriter.name(contract.decision());
        // An obfuscated node begins with an underscore (RFC 7239 §6.3).
        by = ";by=_" + pseudonym;
        announcements = topology.datacenters().stream()
                .flatMap(datacenter -> List.of(true, false).stream()
                        .flatMap(isPrimary -> List.of(TreatedAs.values()).stream()
                                .map(as -> announcement(contract, topology, datacenter, isPrimary, as))))
                .toList();
    }

    private static byte[] announcement(
            Contract contract, Topology topology, Datacenter datacenter, boolean isPrimary, TreatedAs as) {
        return HeadWriter.line(
                contract.request(),
                "dc=" + datacenter.name() + ", role=" + (isPrimary ? "primary" : "replica") + ", treated-as="
                        + as.label() + ", epoch=" + topology.epoch());
    }

    /** By the version of the message that came (RFC 9110 §7.6.3). */
    byte[] via(RequestHead head) {
        return via(head.majorVersion(), head.minorVersion());
    }

    byte[] via(ResponseHead head) {
        return via(head.majorVersion(), head.minorVersion());
    }

    private byte[] via(int majorVersion, int minorVersion) {
        return majorVersion == 2 ? via20 : minorVersion == 0 ? via10 : via11;
    }

    byte[] cdnLoop() {
        return cdnLoop;
    }

    /** What stands for us in {@code Forwarded}. */
    String by() {
        return by;
    }

    /** The name of the field that tells the decision. */
    byte[] decisionName() {
        return decisionName;
    }

    /** What the application is told of the request. */
    byte[] announcement(Snapshot snapshot, Decision.Forward forward) {
        Optional<Datacenter> primary = snapshot.primaryOf(forward.service());
        int datacenter = forward.datacenter().index();
        boolean isPrimary = primary.isPresent() && primary.get().index() == datacenter;
        int role = isPrimary ? 0 : 1;
        return announcements.get(
                (datacenter * 2 + role) * CLASSES + forward.treatedAs().ordinal());
    }
}
