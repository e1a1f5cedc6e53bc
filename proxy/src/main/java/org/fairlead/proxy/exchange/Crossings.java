package org.fairlead.proxy.exchange;

import java.util.Optional;
import org.fairlead.message.FieldName;
import org.fairlead.message.RequestHead;
import org.fairlead.message.ResponseHead;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.fairlead.trust.FleetKeys;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/** What a sender says to a peer, and what it believes of the answer. Pure. */
final class Crossings {
    private Crossings() {}

    /** The hop to sign for a forward that crosses through a peer; null for every other. */
    static @Nullable Hop hop(Snapshot snapshot, Decision.Forward forward, RequestHead head, long nowMillis) {
        if (forward.crossing() != Decision.Crossing.PEER) {
            return null;
        }
        FleetKeys keys = snapshot.keys()
                .orElseThrow(() -> new IllegalStateException("peers without a secret (expected: refused at load)"));
        Topology topology = snapshot.topology();
        String primary =
                snapshot.primaryOf(forward.service()).map(Datacenter::name).orElse("none");
        return new Hop(
                        topology.local().name(),
                        forward.datacenter().name(),
                        primary,
                        topology.epoch(),
                        forward.isWrite(),
                        forward.service().name(),
                        nowMillis / 1000,
                        "")
                .signedFor(head, keys);
    }

    /**
     * The reason of a peer that says, signed, that it has executed nothing of {@code hop}'s request; null where it says no such
     * thing, or was no peer.
     */
    static @Nullable String refusal(Snapshot snapshot, @Nullable Hop hop, ResponseHead answer) {
        int line = hop == null ? -1 : answer.fields().find(FieldName.FAIRLEAD_HOP, 0);
        if (hop == null || line < 0 || (answer.status() != 421 && answer.status() != 503)) {
            return null;
        }
        Optional<String> reason = snapshot.keys()
                .flatMap(keys ->
                        hop.verifyRefusal(keys, answer.status(), answer.fields().valueText(line)));
        return reason.orElse(null);
    }
}
