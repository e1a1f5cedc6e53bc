package org.fairlead.routing;

import org.fairlead.trust.Hop;

/** What a receiver does with a valid hop: serve it here or refuse it, never send it on. Pure. */
final class HopGate {
    private HopGate() {}

    /** @param own what the receiver's rules take the request for */
    static Decision decide(Snapshot snapshot, Service service, TreatedAs own, Hop hop, DecisionListener listener) {
        Topology topology = snapshot.topology();
        Datacenter local = topology.local();
        String primary = snapshot.primaryOf(service).map(Datacenter::name).orElse("none");
        if (!hop.to().equals(local.name())) {
            return refuse(
                    421,
                    Reason.HOP_MISDIRECTED,
                    "sent to " + hop.to() + ", came to " + local.name(),
                    service,
                    hop,
                    listener);
        }
        if (hop.epoch() != topology.epoch() || !hop.primary().equals(primary)) {
            String detail = hop.from() + " says " + hop.primary() + " under epoch " + hop.epoch() + ", " + local.name()
                    + " says " + primary + " under epoch " + topology.epoch();
            return refuse(421, Reason.HOP_STALE, detail, service, hop, listener);
        }
        if (own == TreatedAs.WRITE && !hop.isWrite()) {
            return refuse(421, Reason.HOP_WRITE, "", service, hop, listener);
        }
        if (hop.isWrite() && !primary.equals(local.name())) {
            return refuse(421, Reason.HOP_STALE, local.name() + " isn't the primary", service, hop, listener);
        }
        DatacenterState state = snapshot.state(service, local);
        if (hop.isWrite() ? !state.takesWrites() : !state.takesReads()) {
            return refuse(503, Reason.HOP_UNAVAILABLE, local.name() + " is " + state.label(), service, hop, listener);
        }
        if (!snapshot.capacity().of(service, local).isUsable()) {
            String detail = local.name() + " has no origin that may be used";
            return refuse(503, Reason.HOP_UNAVAILABLE, detail, service, hop, listener);
        }
        if (listener != DecisionListener.NONE) {
            listener.step("hop", "from " + hop.from() + ", served here");
        }
        return new Decision.Forward(
                service,
                hop.isWrite() ? TreatedAs.WRITE : TreatedAs.READ,
                local,
                Decision.Crossing.NONE,
                Reason.HOP,
                null,
                null,
                null,
                hop);
    }

    private static Decision refuse(
            int status, Reason reason, String detail, Service service, Hop hop, DecisionListener listener) {
        return DecisionEngine.refuse(status, reason, detail, service, hop, listener);
    }
}
