package org.fairlead.config.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Configuration;
import org.fairlead.config.Limits;
import org.fairlead.config.Listener;
import org.fairlead.config.Operations;
import org.fairlead.config.Relay;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Service;
import org.fairlead.routing.Topology;

/**
 * What a reload from one configuration to another would do. Pure.
 *
 * @param next what would be served: the new configuration, but for what takes a restart
 * @param refusals why it may not be; empty: it may
 * @param restarts what was changed but takes a restart, by key
 */
public record ReloadPlan(Configuration next, List<String> refusals, List<String> restarts) {
    public ReloadPlan {
        refusals = List.copyOf(refusals);
        restarts = List.copyOf(restarts);
    }

    /**
     * @param running what is served, without what operators set
     * @param wanted what the files say now
     */
    public static ReloadPlan of(Configuration running, Configuration wanted, RuntimeState state) {
        Configuration next = new Configuration(
                wanted.snapshot(),
                wanted.upstreams(),
                listeners(running.listeners(), wanted.listeners()),
                relay(running.relay(), wanted.relay()),
                operations(running.operations(), wanted.operations()),
                wanted.ruleTests());
        return new ReloadPlan(next, refusals(running, next, state), restarts(running, wanted));
    }

    /** Sockets stay as they are; what is said of TLS on them is taken over. */
    private static List<Listener> listeners(List<Listener> running, List<Listener> wanted) {
        return running.stream()
                .map(kept -> kept.tls().isEmpty()
                        ? kept
                        : wanted.stream()
                                .filter(kept::isSameSocketAs)
                                .findFirst()
                                .orElse(kept))
                .toList();
    }

    private static Relay relay(Relay running, Relay wanted) {
        Limits kept = running.limits();
        Limits limits = wanted.limits();
        return new Relay(
                wanted.trust(),
                wanted.contract(),
                wanted.timeouts(),
                wanted.tunnels(),
                wanted.drainGrace(),
                new Limits(
                        limits.connections(),
                        kept.headBytes(),
                        kept.headerCount(),
                        limits.connectionsPerOrigin(),
                        kept.pinTableEntries(),
                        limits.attempts()),
                wanted.clients(),
                wanted.forwardedHeader(),
                wanted.deliveries());
    }

    private static Operations operations(Operations running, Operations wanted) {
        return new Operations(
                running.threads(),
                running.observe(),
                running.control()
                        .map(kept -> wanted.control()
                                .map(control -> new Operations.Control(
                                        kept.bind(),
                                        control.tokenFile(),
                                        kept.stateFile(),
                                        control.ramp(),
                                        kept.watch()))
                                .orElse(kept)),
                running.accessLog(),
                wanted.debug(),
                wanted.stopping(),
                new Operations.Tracing(
                        wanted.tracing().acceptFrom(),
                        wanted.tracing().sample(),
                        running.tracing().otlp()));
    }

    private static List<String> refusals(Configuration running, Configuration next, RuntimeState state) {
        List<String> refusals = new ArrayList<>();
        Topology before = running.snapshot().topology();
        Topology after = next.snapshot().topology();
        if (!before.fleet().equals(after.fleet())) {
            refusals.add("fleet: " + after.fleet() + " (expected: " + before.fleet() + ", or a restart)");
        }
        if (!before.local().name().equals(after.local().name())) {
            refusals.add("datacenter: " + after.local().name() + " (expected: "
                    + before.local().name() + ", or a restart)");
        }
        epoch(running, next).ifPresent(refusals::add);
        Set<String> lost = new LinkedHashSet<>(OverrideCheck.withoutReaders(
                EffectiveConfiguration.of(next, state).configuration()));
        lost.removeAll(OverrideCheck.withoutReaders(
                EffectiveConfiguration.of(running, state).configuration()));
        lost.removeIf(name -> running.snapshot().routes().named(name).isEmpty());
        if (!lost.isEmpty()) {
            refusals.add("no datacenter would be left to take the reads of " + String.join(", ", lost)
                    + ", with what operators set at run time (expected: one that takes reads)");
        }
        return refusals;
    }

    /** A primary and its epoch change together, so that peers can tell the old from the new. */
    private static Optional<String> epoch(Configuration running, Configuration next) {
        long before = running.snapshot().topology().epoch();
        long after = next.snapshot().topology().epoch();
        List<String> moved = movedPrimaries(running, next);
        if (after < before) {
            return Optional.of("epoch: " + after + " (expected: " + before + " or more; it never goes down)");
        }
        if (after == before && !moved.isEmpty()) {
            return Optional.of("epoch: " + after + " (expected: more than " + before + ", because "
                    + String.join(" and ", moved) + " changed)");
        }
        return after > before && moved.isEmpty()
                ? Optional.of("epoch: " + after + " (expected: " + before + ", because no primary changed)")
                : Optional.empty();
    }

    private static List<String> movedPrimaries(Configuration running, Configuration next) {
        List<String> moved = new ArrayList<>();
        if (!name(running.snapshot().topology().primary())
                .equals(name(next.snapshot().topology().primary()))) {
            moved.add("primary");
        }
        for (Service service : running.snapshot().routes().services()) {
            next.snapshot()
                    .routes()
                    .named(service.name())
                    .filter(other -> !name(other.primary()).equals(name(service.primary())))
                    .ifPresent(other -> moved.add("the primary of " + other.name()));
        }
        return moved;
    }

    private static String name(Optional<Datacenter> datacenter) {
        return datacenter.map(Datacenter::name).orElse("none");
    }

    private static List<String> restarts(Configuration running, Configuration wanted) {
        List<String> keys = new ArrayList<>();
        Operations before = running.operations();
        Operations after = wanted.operations();
        addIf(keys, "listeners", listeners(running.listeners(), wanted.listeners()), wanted.listeners());
        addIf(keys, "threads", before.threads(), after.threads());
        addIf(keys, "observe", before.observe(), after.observe());
        addIf(keys, "access-log", before.accessLog(), after.accessLog());
        addIf(keys, "tracing.otlp", before.tracing().otlp(), after.tracing().otlp());
        addIf(
                keys,
                "control",
                before.control().map(ReloadPlan::fixed),
                after.control().map(ReloadPlan::fixed));
        Limits limits = running.relay().limits();
        Limits other = wanted.relay().limits();
        addIf(keys, "limits.head-bytes", limits.headBytes(), other.headBytes());
        addIf(keys, "limits.header-count", limits.headerCount(), other.headerCount());
        addIf(keys, "limits.pin-table-entries", limits.pinTableEntries(), other.pinTableEntries());
        return keys;
    }

    private static List<Object> fixed(Operations.Control control) {
        return List.of(control.bind(), control.stateFile(), control.watch());
    }

    private static void addIf(List<String> keys, String key, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            keys.add(key);
        }
    }
}
