package org.fairlead.routing;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds a datacenter that takes a request which was placed: there if possible; reads may move on. Pure. */
final class Availability {
    private Availability() {}

    static Decision write(
            Snapshot snapshot,
            CompiledService service,
            Placement placed,
            RuleVerdict verdict,
            DecisionListener listener) {
        Service own = service.service();
        Datacenter home = placed.datacenter();
        if (home == null) {
            return DecisionEngine.refuse(503, Reason.NO_PRIMARY, "", own, null, listener);
        }
        DatacenterState state = snapshot.state(own, home);
        if (!state.takesWrites()) {
            Reason why = state == DatacenterState.DOWN ? Reason.PRIMARY_DOWN : Reason.READ_ONLY;
            return DecisionEngine.refuse(503, why, home.name(), own, null, listener);
        }
        if (!snapshot.capacity().of(own, home).isUsable()) {
            return DecisionEngine.refuse(503, Reason.PRIMARY_DOWN, nobodyAt(home), own, null, listener);
        }
        return forward(snapshot, service, TreatedAs.WRITE, placed, home, verdict);
    }

    static Decision read(
            Snapshot snapshot,
            CompiledService service,
            Placement placed,
            RuleVerdict verdict,
            RequestFacts facts,
            DecisionListener listener) {
        Datacenter wanted = placed.datacenter();
        Service own = service.service();
        if (wanted != null && takesRead(snapshot, own, wanted, facts)) {
            Capacity.Share share = snapshot.capacity().of(own, wanted);
            return share.reads() == Shift.WHOLE
                    ? forward(snapshot, service, TreatedAs.READ, placed, wanted, verdict)
                    : Spill.read(snapshot, service, placed, verdict, facts, listener);
        }
        String where = wanted == null ? "no primary" : wanted.name() + " " + why(snapshot, own, wanted, facts);
        if (placed.reason() == Reason.PIN && own.pin().failover() == PinSettings.Failover.REFUSE) {
            return DecisionEngine.refuse(503, Reason.PIN_UNAVAILABLE, where, own, null, listener);
        }
        if (wanted != null && mustStay(snapshot, own, wanted)) {
            return DecisionEngine.refuse(
                    503, Reason.NO_DATACENTER, where + ", read-failover is off", own, null, listener);
        }
        Datacenter next = next(snapshot, own, facts);
        if (next == null) {
            return DecisionEngine.refuse(503, Reason.NO_DATACENTER, where, own, null, listener);
        }
        if (listener != DecisionListener.NONE) {
            listener.step("availability", where + ", so it moves on to " + next.name());
        }
        return forward(snapshot, service, TreatedAs.READ, placed, next, verdict);
    }

    /** A drained datacenter sends its reads away, whatever the service says of failover. */
    private static boolean mustStay(Snapshot snapshot, Service service, Datacenter wanted) {
        return !service.policy().readFailover()
                && !snapshot.state(service, wanted).isDrained();
    }

    /** Whether it takes reads, and something there may be tried. */
    private static boolean isOpen(Snapshot snapshot, Service service, Datacenter datacenter, RequestFacts facts) {
        return takesRead(snapshot, service, datacenter, facts)
                && snapshot.capacity().of(service, datacenter).isUsable();
    }

    static String nobodyAt(Datacenter datacenter) {
        return datacenter.name() + " has no origin that may be used";
    }

    static boolean takesRead(Snapshot snapshot, Service service, Datacenter datacenter, RequestFacts facts) {
        return (facts.excluded() & datacenter.bit()) == 0
                && snapshot.state(service, datacenter).takesReads();
    }

    private static String why(Snapshot snapshot, Service service, Datacenter datacenter, RequestFacts facts) {
        boolean excluded = (facts.excluded() & datacenter.bit()) != 0;
        return excluded
                ? "gave no answer"
                : "is " + snapshot.state(service, datacenter).label();
    }

    /** Local first, then in the order of failover; null where none takes reads. */
    private static @Nullable Datacenter next(Snapshot snapshot, Service service, RequestFacts facts) {
        Topology topology = snapshot.topology();
        if (isOpen(snapshot, service, topology.local(), facts)) {
            return topology.local();
        }
        List<Datacenter> failover = topology.failover();
        for (int i = 0; i < failover.size(); i++) {
            if (isOpen(snapshot, service, failover.get(i), facts)) {
                return failover.get(i);
            }
        }
        return null;
    }

    static Decision forward(
            Snapshot snapshot,
            CompiledService service,
            TreatedAs treatedAs,
            Placement placed,
            Datacenter datacenter,
            RuleVerdict verdict) {
        Decision.Crossing crossing = crossing(snapshot.topology(), datacenter);
        Datacenter wanted = placed.datacenter();
        boolean moved = wanted == null || wanted.index() != datacenter.index();
        CompiledRule rule = placed.rule();
        CompiledRule pins = verdict.pins();
        Effect.Pin pin = pins == null ? null : pins.pin();
        boolean aloneDecided = Objects.equals(rule == null ? null : rule.pin(), pin);
        if (aloneDecided && !moved) {
            UsualDecisions usual = rule == null ? service.decisions() : rule.decisions();
            return usual.get(treatedAs, datacenter, crossing, placed.reason());
        }
        return new Decision.Forward(
                service.service(),
                treatedAs,
                datacenter,
                crossing,
                placed.reason(),
                rule == null ? null : rule.rule(),
                moved ? wanted : null,
                pin,
                null);
    }

    private static Decision.Crossing crossing(Topology topology, Datacenter datacenter) {
        if (datacenter.index() == topology.local().index()) {
            return Decision.Crossing.NONE;
        }
        return datacenter.hasPeers() ? Decision.Crossing.PEER : Decision.Crossing.ORIGINS;
    }
}
