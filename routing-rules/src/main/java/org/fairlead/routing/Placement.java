package org.fairlead.routing;

import java.util.Objects;
import java.util.Optional;
import org.fairlead.matching.Readings;
import org.jspecify.annotations.Nullable;

/**
 * Places a request that came from a client.
 *
 * <p>The order: a rule that answers or sends home; a pin; the kill switch; a rule that sends elsewhere; a session; the shift;
 * what the service says. Confined to one thread: it holds the request at hand, and what it found, until the next.
 */
final class Placement {
    private final Readings readings;
    private final ClientKeys clientKeys;
    private final RuleVerdict verdict;
    private final Pins pins;

    private @Nullable Datacenter datacenter;
    private Reason reason = Reason.LOCAL;
    private @Nullable CompiledRule rule;

    Placement(Readings readings, ClientKeys clientKeys, RuleVerdict verdict) {
        this.readings = readings;
        this.clientKeys = clientKeys;
        this.verdict = verdict;
        pins = new Pins(clientKeys);
    }

    /** Where it was placed; null: at the primary, and there is none. */
    @Nullable
    Datacenter datacenter() {
        return datacenter;
    }

    Reason reason() {
        return reason;
    }

    /** The rule that placed it, else the one that classified it, else null. */
    @Nullable
    CompiledRule rule() {
        return rule;
    }

    /** See {@link ClientKeys#failoverBucket}. */
    int failoverBucket(CompiledService service, RequestFacts facts) {
        return clientKeys.failoverBucket(service, readings.head(), facts);
    }

    void placeWrite(Snapshot snapshot, CompiledService service, Classifier.Cause cause, DecisionListener listener) {
        CompiledRule sends = verdict.places(TreatedAs.WRITE);
        passOver(verdict.places(TreatedAs.READ), "a write goes home", listener);
        if (sends != null) {
            place(primaryOf(snapshot, service.service()), Reason.RULE, sends);
            return;
        }
        Reason why = cause == Classifier.Cause.UPGRADE_HOME ? Reason.UPGRADE : Reason.WRITE;
        boolean staysHere = service.service().policy().writes() == Service.Home.LOCAL;
        Datacenter home = staysHere ? snapshot.topology().local() : primaryOf(snapshot, service.service());
        place(home, why, Classifier.ruleOf(cause, verdict));
    }

    void placeRead(
            Snapshot snapshot,
            CompiledService service,
            Classifier.Cause cause,
            RequestFacts facts,
            PinTable table,
            DecisionListener listener) {
        CompiledRule sends = verdict.places(TreatedAs.READ);
        CompiledRule classifies = Classifier.ruleOf(cause, verdict);
        Datacenter primary = primaryOf(snapshot, service.service());
        if (sends != null && sends.placement() instanceof Effect.SendToPrimary) {
            place(primary, Reason.RULE, sends);
        } else if (isPinned(snapshot, service, facts, table, listener)) {
            passOver(sends, "a live pin beats it", listener);
            place(primary, Reason.PIN, classifies);
        } else if (readsGoHome(snapshot, service.service(), listener)) {
            passOver(sends, "the kill switch beats it", listener);
            place(primary, Reason.OVERRIDE, classifies);
        } else if (sends != null) {
            place(target(sends, snapshot.topology()), Reason.RULE, sends);
        } else if (cause == Classifier.Cause.UPGRADE_LOCAL) {
            place(snapshot.topology().local(), Reason.UPGRADE, null);
        } else {
            placeByService(snapshot, service.service(), facts, classifies, listener);
        }
    }

    /** Tells of a rule that would have sent the request elsewhere. */
    private static void passOver(@Nullable CompiledRule sends, String why, DecisionListener listener) {
        if (listener != DecisionListener.NONE && sends != null && sendsElsewhere(sends)) {
            String words = RuleFinding.words(Objects.requireNonNull(sends.placement()));
            listener.step("rule \"" + sends.rule().name() + "\"", words + " doesn't apply: " + why);
        }
    }

    private static boolean sendsElsewhere(CompiledRule rule) {
        return rule.placement() instanceof Effect.SendToLocal || rule.placement() instanceof Effect.SendTo;
    }

    private static boolean readsGoHome(Snapshot snapshot, Service service, DecisionListener listener) {
        boolean isOn = snapshot.readsGoHome(service);
        say(listener, "kill switch", isOn ? "on: reads go to the primary" : "off", "", "");
        return isOn;
    }

    private static Datacenter target(CompiledRule sends, Topology topology) {
        return sends.placement() instanceof Effect.SendTo named ? named.datacenter() : topology.local();
    }

    private static @Nullable Datacenter primaryOf(Snapshot snapshot, Service service) {
        return snapshot.primaryOf(service).orElse(null);
    }

    private boolean isPinned(
            Snapshot snapshot, CompiledService service, RequestFacts facts, PinTable table, DecisionListener listener) {
        CompiledRule ignores = verdict.ignoresPin();
        if (ignores != null) {
            say(listener, "pin", "not looked at: rule \"", ignores.rule().name(), "\" says ignore-pin");
            return false;
        }
        Pins.Found found = pins.find(snapshot, service, readings, facts, table);
        if (listener != DecisionListener.NONE) {
            listener.step("pin", pins.describe(found));
        }
        return found != Pins.Found.NOTHING;
    }

    private void placeByService(
            Snapshot snapshot,
            Service service,
            RequestFacts facts,
            @Nullable CompiledRule classifies,
            DecisionListener listener) {
        Service.Policy policy = service.policy();
        if (policy.reads() == Service.Reads.LOCAL_ANONYMOUS && hasSession(policy, listener)) {
            place(primaryOf(snapshot, service), Reason.SESSION, classifies);
        } else if (service.shift().isPresent() && isShifted(service.shift().get(), facts, listener)) {
            Optional<Datacenter> to = service.shift().get().to();
            place(to.orElse(snapshot.topology().local()), Reason.SHIFT, classifies);
        } else if (policy.reads() == Service.Reads.PRIMARY) {
            place(primaryOf(snapshot, service), Reason.READS_PRIMARY, classifies);
        } else {
            place(snapshot.topology().local(), Reason.LOCAL, classifies);
        }
    }

    private boolean hasSession(Service.Policy policy, DecisionListener listener) {
        boolean has = readings.hasCookieNamed(policy.sessionCookies());
        say(listener, "session", has ? "a cookie says so" : "no cookie of one", "", "");
        return has;
    }

    private boolean isShifted(Shift shift, RequestFacts facts, DecisionListener listener) {
        int bucket = clientKeys.bucket(shift, readings.head(), facts);
        boolean shifted = bucket >= 0 && bucket < shift.hundredths();
        if (listener != DecisionListener.NONE) {
            String share = "the share is " + shift.hundredths() + " of " + Shift.WHOLE;
            listener.step("shift", bucket < 0 ? "no key in the request" : "bucket " + bucket + ", " + share);
        }
        return shifted;
    }

    private void place(@Nullable Datacenter datacenter, Reason reason, @Nullable CompiledRule rule) {
        this.datacenter = datacenter;
        this.reason = reason;
        this.rule = rule;
    }

    void tell(DecisionListener listener) {
        if (listener != DecisionListener.NONE) {
            String where = datacenter == null ? "the primary, but there is none" : datacenter.name();
            String by = rule == null ? "" : ", rule \"" + rule.rule().name() + "\"";
            listener.step("place", where + ", because " + reason.sentence() + by + " (" + reason.label() + ")");
        }
    }

    private static void say(DecisionListener listener, String step, String before, String what, String after) {
        if (listener != DecisionListener.NONE) {
            listener.step(step, before + what + after);
        }
    }
}
