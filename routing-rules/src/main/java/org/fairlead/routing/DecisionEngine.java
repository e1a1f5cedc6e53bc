package org.fairlead.routing;

import java.util.Optional;
import org.fairlead.matching.Readings;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do with a request, from one snapshot: refuse, hop, service, class, place, availability, crossing.
 *
 * <p>The result depends on the arguments alone; what an engine keeps between calls is scratch space. Confined to one thread.
 * An unpinned GET that no rule places allocates nothing.
 */
public final class DecisionEngine {
    private final Readings readings = new Readings();
    private final ClientKeys clientKeys = new ClientKeys();
    private final RuleVerdict verdict = new RuleVerdict();
    private final Placement placement = new Placement(readings, clientKeys, verdict);

    /** Borrows {@code head} and {@code facts} for the call. */
    public Decision decide(
            Snapshot snapshot, RequestHead head, RequestFacts facts, PinTable pins, DecisionListener listener) {
        if (head.method() == Method.CONNECT || head.method() == Method.TRACE) {
            return refuse(405, Reason.METHOD_NOT_ALLOWED, head.methodText(), null, null, listener);
        }
        readings.of(head, facts.client());
        Hop hop = verifiedHop(snapshot, head, facts);
        if (facts.fromPeers() && hop == null) {
            return refuse(403, Reason.HOP_REQUIRED, "", null, null, listener);
        }
        Topology topology = snapshot.topology();
        long visited = snapshot.loops().visited(head.fields());
        if ((visited & topology.local().bit()) != 0) {
            return refuse(508, Reason.LOOP, loop(snapshot, visited, hop), null, hop, listener);
        }
        if (hop != null && without(topology, visited, hop) != 0) {
            String detail = hop.from() + " sent it on from " + name(snapshot, without(topology, visited, hop));
            return refuse(508, Reason.SECOND_CROSSING, detail, null, hop, listener);
        }
        CompiledService service = snapshot.routes().find(readings.host());
        if (service == null) {
            return noService(facts, hop, listener);
        }
        if (listener != DecisionListener.NONE) {
            listener.step(
                    "host " + readings.host(), "service " + service.service().name());
        }
        verdict.of(service.rules(), readings, listener);
        Classifier.Cause cause = Classifier.classify(service, head, verdict);
        if (listener != DecisionListener.NONE) {
            listener.step("class", cause.treatedAs.label() + ": " + cause.words);
        }
        if (head.method() == Method.OPTIONS && isUsedUp(head)) {
            return new Decision.AnswerOptions(service.service());
        }
        if (hop != null) {
            return HopGate.decide(snapshot, service.service(), cause.treatedAs, hop, listener);
        }
        Decision decision = place(snapshot, service, cause, facts, pins, listener);
        return crossesAgain(decision, visited)
                ? refuse(
                        508,
                        Reason.SECOND_CROSSING,
                        "it has been in " + name(snapshot, visited) + " and would go on to " + target(decision),
                        service.service(),
                        null,
                        listener)
                : decision;
    }

    private Decision place(
            Snapshot snapshot,
            CompiledService service,
            Classifier.Cause cause,
            RequestFacts facts,
            PinTable pins,
            DecisionListener listener) {
        CompiledRule placing = verdict.places(cause.treatedAs);
        if (placing != null && placing.placement() instanceof Effect.Respond response) {
            if (listener != DecisionListener.NONE) {
                listener.step("place", "answered here, rule \"" + placing.rule().name() + "\"");
            }
            return new Decision.Respond(service.service(), placing.rule(), response);
        }
        if (cause.treatedAs == TreatedAs.WRITE) {
            placement.placeWrite(snapshot, service, cause, listener);
            placement.tell(listener);
            return Availability.write(snapshot, service, placement, verdict, listener);
        }
        placement.placeRead(snapshot, service, cause, facts, pins, listener);
        placement.tell(listener);
        return Availability.read(snapshot, service, placement, verdict, facts, listener);
    }

    private Decision noService(RequestFacts facts, @Nullable Hop hop, DecisionListener listener) {
        String host = readings.host().toString();
        return facts.certificateCoversHost()
                ? refuse(404, Reason.NO_SERVICE, host, null, hop, listener)
                : refuse(421, Reason.MISDIRECTED, host, null, hop, listener);
    }

    /** The hop that a peer signed for this very request, or null: one of several, or a false one, isn't believed. */
    private static @Nullable Hop verifiedHop(Snapshot snapshot, RequestHead head, RequestFacts facts) {
        int line = head.fields().find(FieldName.FAIRLEAD_HOP, 0);
        if (line < 0 || snapshot.keys().isEmpty() || head.fields().find(FieldName.FAIRLEAD_HOP, line + 1) >= 0) {
            return null;
        }
        return Hop.verify(snapshot.keys().get(), head.fields().valueText(line), head, facts.nowMillis() / 1000)
                .orElse(null);
    }

    /** Where it has been beside the sender of its hop. */
    private static long without(Topology topology, long visited, Hop hop) {
        return visited & ~topology.named(hop.from()).map(Datacenter::bit).orElse(0L);
    }

    private static String loop(Snapshot snapshot, long visited, @Nullable Hop hop) {
        Topology topology = snapshot.topology();
        long elsewhere = visited & ~topology.local().bit();
        String by = hop != null
                ? " from " + hop.from()
                : elsewhere != 0 ? " from " + name(snapshot, elsewhere) : " from itself";
        return "it came back to " + topology.local().name() + by;
    }

    private static String name(Snapshot snapshot, long set) {
        Datacenter datacenter = snapshot.loops().anyOf(set);
        return datacenter == null ? "" : datacenter.name();
    }

    private static boolean isUsedUp(RequestHead head) {
        FieldTable fields = head.fields();
        int line = fields.find(FieldName.MAX_FORWARDS, 0);
        boolean isZero = line >= 0 && fields.valueStart(line) < fields.valueEnd(line);
        for (int i = line < 0 ? 0 : fields.valueStart(line); isZero && i < fields.valueEnd(line); i++) {
            isZero = fields.bytes()[i] == '0';
        }
        return isZero;
    }

    private static boolean crossesAgain(Decision decision, long visited) {
        return visited != 0
                && decision instanceof Decision.Forward forward
                && forward.crossing() != Decision.Crossing.NONE;
    }

    private static String target(Decision decision) {
        return decision instanceof Decision.Forward forward
                ? forward.datacenter().name()
                : "";
    }

    static Decision refuse(
            int status,
            Reason reason,
            String detail,
            @Nullable Service service,
            @Nullable Hop hop,
            DecisionListener listener) {
        if (listener != DecisionListener.NONE) {
            listener.step("refused", status + " " + reason.label() + (detail.isEmpty() ? "" : ": " + detail));
        }
        return new Decision.Refuse(status, reason, detail, service, hop);
    }

    /** The number by which a client that keeps no cookies is remembered in the {@link PinTable}; empty: it isn't. */
    public Optional<Long> cookielessKey(Service service, RequestHead head, RequestFacts facts) {
        if (service.pin().cookieless().isEmpty() || head.fields().has(FieldName.COOKIE)) {
            return Optional.empty();
        }
        long key = clientKeys.first(service.pin().cookieless(), service.name(), head, facts.client());
        return key == ClientKeys.NONE ? Optional.empty() : Optional.of(key);
    }
}
