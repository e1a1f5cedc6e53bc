package org.fairlead.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a place for a read whose datacenter can't take all of its reads any more: the same clients stay as long as it takes as
 * many, and each of the others goes to the first in the order of failover that is whole and has room for it. Pure.
 */
final class Spill {
    private Spill() {}

    static Decision read(
            Snapshot snapshot,
            CompiledService service,
            Placement placed,
            RuleVerdict verdict,
            RequestFacts facts,
            DecisionListener listener) {
        Datacenter wanted = java.util.Objects.requireNonNull(placed.datacenter());
        Service own = service.service();
        Capacity.Share share = snapshot.capacity().of(own, wanted);
        boolean mustStay = !own.policy().readFailover() || share.isUsable() && wantsPrimary(placed);
        boolean isPinned = placed.reason() == Reason.PIN && own.pin().failover() == PinSettings.Failover.REFUSE;
        if (mustStay || isPinned) {
            Reason why = isPinned ? Reason.PIN_UNAVAILABLE : Reason.NO_DATACENTER;
            return share.isUsable()
                    ? Availability.forward(snapshot, service, TreatedAs.READ, placed, wanted, verdict)
                    : DecisionEngine.refuse(503, why, Availability.nobodyAt(wanted), own, null, listener);
        }
        int bucket = placed.failoverBucket(service, facts);
        if (bucket < share.reads()) {
            tell(listener, wanted, share, bucket, "stays at ", wanted);
            return Availability.forward(snapshot, service, TreatedAs.READ, placed, wanted, verdict);
        }
        // From the top: whom a client goes to doesn't change when more of them leave.
        Datacenter next = withRoom(snapshot, own, wanted, facts, Shift.WHOLE - 1 - bucket);
        if (next != null) {
            tell(listener, wanted, share, bucket, "moves on to ", next);
            return Availability.forward(snapshot, service, TreatedAs.READ, placed, next, verdict);
        }
        if (share.isUsable()) {
            tell(listener, wanted, share, bucket, "finds no room elsewhere, so it stays at ", wanted);
            return Availability.forward(snapshot, service, TreatedAs.READ, placed, wanted, verdict);
        }
        String detail = Availability.nobodyAt(wanted) + ", and no other datacenter has room";
        return DecisionEngine.refuse(503, Reason.NO_DATACENTER, detail, own, null, listener);
    }

    /** Whether it wants what only the primary has, so that it stays as long as anything there answers. */
    private static boolean wantsPrimary(Placement placed) {
        CompiledRule rule = placed.rule();
        return placed.reason() == Reason.PIN
                || placed.reason() == Reason.OVERRIDE
                || placed.reason() == Reason.RULE && rule != null && rule.placement() instanceof Effect.SendToPrimary;
    }

    /**
     * Local first, then in the order of failover; null where none has room.
     *
     * @param position among the clients of {@code wanted}: 0 is the first to leave
     */
    private static @Nullable Datacenter withRoom(
            Snapshot snapshot, Service service, Datacenter wanted, RequestFacts facts, int position) {
        Topology topology = snapshot.topology();
        int left = position;
        Datacenter local = topology.local();
        if (takesMore(snapshot, service, local, wanted, facts)) {
            left -= snapshot.capacity().spillLimit(local);
            if (left < 0) {
                return local;
            }
        }
        List<Datacenter> failover = topology.failover();
        for (int i = 0; i < failover.size(); i++) {
            Datacenter other = failover.get(i);
            if (other.index() != local.index() && takesMore(snapshot, service, other, wanted, facts)) {
                left -= snapshot.capacity().spillLimit(other);
                if (left < 0) {
                    return other;
                }
            }
        }
        return null;
    }

    private static boolean takesMore(
            Snapshot snapshot, Service service, Datacenter other, Datacenter wanted, RequestFacts facts) {
        return other.index() != wanted.index()
                && Availability.takesRead(snapshot, service, other, facts)
                && snapshot.capacity().of(service, other).reads() == Shift.WHOLE;
    }

    private static void tell(
            DecisionListener listener,
            Datacenter wanted,
            Capacity.Share share,
            int bucket,
            String what,
            Datacenter where) {
        if (listener != DecisionListener.NONE) {
            String takes = wanted.name() + " takes " + share.reads() + " of " + Shift.WHOLE + " of its reads now";
            listener.step("capacity", takes + ", bucket " + bucket + " " + what + where.name());
        }
    }
}
