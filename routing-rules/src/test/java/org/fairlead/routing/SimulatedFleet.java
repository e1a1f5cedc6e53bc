package org.fairlead.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.fairlead.message.FieldName;
import org.fairlead.message.RequestHead;
import org.fairlead.trust.Hop;

/**
 * A fleet whose proxies each follow a snapshot of their own, as they do for a while after every change; and a client that sends
 * requests through it. Hops are signed, verified and refused with the real keys; only the wire is missing.
 */
final class SimulatedFleet {
    /** Attempts that a sender makes for one request. */
    private static final int MOST_ATTEMPTS = 4;

    private final List<Snapshot> views;
    private final Random random;
    /** Where what is sent to peer {@code i} arrives; another than {@code i} where an address is wrong. */
    private final int[] peerAddresses;
    /** The same for what is sent to the origins of {@code i}: -1 are the origins, else a proxy in their place. */
    private final int[] originAddresses;

    SimulatedFleet(List<Snapshot> views, Random random) {
        this.views = views;
        this.random = random;
        peerAddresses = new int[views.size()];
        originAddresses = new int[views.size()];
        Arrays.setAll(peerAddresses, i -> i);
        Arrays.fill(originAddresses, -1);
    }

    /** Some addresses lead to a proxy that they weren't meant for. */
    SimulatedFleet misconfigured() {
        Arrays.setAll(peerAddresses, i -> random.nextInt(views.size()));
        Arrays.setAll(originAddresses, i -> random.nextInt(views.size() + 1) - 1);
        return this;
    }

    /** What came of one request. */
    static final class Trace {
        /** By whose application it was executed, in words. */
        final List<String> executions = new ArrayList<>();

        final List<String> faults = new ArrayList<>();
        final List<String> steps = new ArrayList<>();
        int loops;
        int status = 200;

        private void executed(TreatedAs treatedAs, Datacenter at) {
            executions.add(treatedAs.label() + " at " + at.name());
            status = 200;
        }

        private void fault(String fault) {
            faults.add(fault + " in " + steps);
        }
    }

    Trace send(int at, String line, String fields) {
        Trace trace = new Trace();
        RequestHead head = TestFleet.request(line, fields);
        RequestFacts facts = TestFleet.facts();
        Snapshot view = views.get(at);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Decision decision = decide(view, head, facts);
            trace.steps.add(view.topology().local().name() + ": " + TestFleet.words(decision));
            if (!(decision instanceof Decision.Forward forward)) {
                trace.status = decision instanceof Decision.Refuse refuse ? refuse.status() : 200;
                return trace;
            }
            Optional<Decision.Refuse> refused = forward(view, line, fields, forward, trace);
            if (refused.isEmpty() || forward.isWrite() && attempt > 0) {
                return trace;
            }
            if (forward.isWrite()) {
                // What it hadn't heard of yet may have come in the meantime.
                view = random.nextBoolean() ? newest(at) : view;
            } else {
                facts.exclude(forward.datacenter());
            }
        }
        return trace;
    }

    private Snapshot newest(int at) {
        Snapshot newest = views.stream()
                .reduce((a, b) -> a.topology().epoch() >= b.topology().epoch() ? a : b)
                .orElseThrow();
        Topology topology = newest.topology();
        return new Snapshot(
                topology.seenFrom(topology.datacenters().get(at)),
                newest.routes(),
                newest.overrides(),
                newest.states(),
                newest.keys());
    }

    private static Decision decide(Snapshot view, RequestHead head, RequestFacts facts) {
        return new DecisionEngine().decide(view, head, facts, PinTable.EMPTY, DecisionListener.NONE);
    }

    /** Follows it to where it is executed; gives the signed refusal of a receiver, after which the sender decides afresh. */
    private Optional<Decision.Refuse> forward(
            Snapshot view, String line, String fields, Decision.Forward forward, Trace trace) {
        Topology topology = view.topology();
        Datacenter to = forward.datacenter();
        switch (forward.crossing()) {
            case NONE -> {
                checkHome(view, forward, trace);
                trace.executed(forward.treatedAs(), to);
                return Optional.empty();
            }
            case ORIGINS -> {
                int proxy = originAddresses[to.index()];
                if (proxy >= 0) {
                    return receive(proxy, line, passed(fields, topology), forward, Optional.empty(), trace);
                }
                checkHome(view, forward, trace);
                trace.executed(forward.treatedAs(), to);
                return Optional.empty();
            }
            case PEER -> {
                String primary =
                        view.primaryOf(forward.service()).map(Datacenter::name).orElse("none");
                Hop hop = new Hop(
                                topology.local().name(),
                                to.name(),
                                primary,
                                topology.epoch(),
                                forward.isWrite(),
                                forward.service().name(),
                                TestFleet.NOW / 1000 + random.nextInt(59) - 29,
                                "")
                        .signedFor(TestFleet.request(line, fields), TestFleet.KEYS);
                String with = passed(fields, topology) + " ~ Fairlead-Hop: " + hop.render();
                return receive(peerAddresses[to.index()], line, with, forward, Optional.of(hop), trace);
            }
        }
        throw new IllegalStateException();
    }

    /** A sender goes only where, as far as it knows, writes go. */
    private static void checkHome(Snapshot view, Decision.Forward forward, Trace trace) {
        boolean staysHere = forward.service().policy().writes() == Service.Home.LOCAL;
        if (forward.isWrite()
                && !staysHere
                && !view.primaryOf(forward.service()).equals(Optional.of(forward.datacenter()))) {
            trace.fault("a write at a replica");
        }
    }

    private static String passed(String fields, Topology topology) {
        String name = topology.pseudonym(topology.local());
        return fields + " ~ Via: 1.1 " + name + " ~ CDN-Loop: " + name;
    }

    private Optional<Decision.Refuse> receive(
            int at, String line, String fields, Decision.Forward sent, Optional<Hop> hop, Trace trace) {
        Snapshot view = views.get(at);
        RequestHead head = TestFleet.request(line, fields);
        RequestFacts facts = TestFleet.facts().fromPeers(hop.isPresent() && random.nextBoolean());
        Decision decision = decide(view, head, facts);
        trace.steps.add(view.topology().local().name() + ": " + TestFleet.words(decision));
        checkLoop(view, head, decision, trace);
        if (decision instanceof Decision.Forward received) {
            checkReceived(view, sent, hop, received, trace);
            checkClass(view, head, received, trace);
            trace.executed(received.treatedAs(), view.topology().local());
            return Optional.empty();
        }
        Decision.Refuse refuse = (Decision.Refuse) decision;
        trace.status = refuse.status();
        Hop answered = refuse.hop();
        if (hop.isEmpty() || answered == null) {
            return Optional.empty();
        }
        String answer = answered.refusal(
                TestFleet.KEYS, refuse.status(), refuse.reason().label());
        return hop.get().verifyRefusal(TestFleet.KEYS, refuse.status(), answer).map(reason -> refuse);
    }

    private static void checkLoop(Snapshot view, RequestHead head, Decision decision, Trace trace) {
        String own = view.topology().pseudonym(view.topology().local());
        String via = head.fields().first(FieldName.VIA);
        if (via != null && via.endsWith(own)) {
            trace.loops++;
            boolean isNoticed = decision instanceof Decision.Refuse refuse
                    && refuse.status() == 508
                    && refuse.detail().contains(view.topology().local().name());
            if (!isNoticed) {
                trace.fault("a loop went unnoticed");
            }
        }
    }

    /** What the receiver's own rules call a write isn't served as a read. */
    private static void checkClass(Snapshot view, RequestHead head, Decision.Forward received, Trace trace) {
        Explanation explanation = new Explanation();
        new DecisionEngine().decide(view, head, TestFleet.facts(), PinTable.EMPTY, explanation);
        boolean isWrite = explanation.steps().stream()
                .anyMatch(step -> step.step().equals("class") && step.finding().startsWith("write"));
        if (isWrite && !received.isWrite()) {
            trace.fault("a write served as a read");
        }
    }

    private static void checkReceived(
            Snapshot view, Decision.Forward sent, Optional<Hop> hop, Decision.Forward received, Trace trace) {
        if (received.crossing() != Decision.Crossing.NONE) {
            trace.fault("a second crossing");
        }
        checkHome(view, received, trace);
        if (hop.isEmpty()) {
            return;
        }
        if (received.hop() == null) {
            trace.fault("a hop of the fleet wasn't believed");
        }
        if (received.isWrite() != sent.isWrite()) {
            trace.fault("a class changed on the way");
        }
        if (hop.get().epoch() != view.topology().epoch()) {
            trace.fault("served under another epoch");
        }
        if (!hop.get().to().equals(view.topology().local().name())) {
            trace.fault("served where it wasn't sent");
        }
    }
}
