package org.fairlead.config.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Configuration;
import org.fairlead.config.model.Spelling;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Snapshot;

/** Whether an override makes sense. Pure. */
final class OverrideCheck {
    private OverrideCheck() {}

    /** Why a configuration leaves no room for {@code override}; empty: it does. */
    static Optional<String> unfit(Configuration configuration, OperatorOverride override) {
        Snapshot loaded = configuration.snapshot();
        Optional<String> unknown = override.service().flatMap(name -> unknownService(loaded, name));
        if (unknown.isPresent()) {
            return unknown;
        }
        if (override instanceof OperatorOverride.Share share) {
            return unfit(loaded, share);
        }
        if (override instanceof OperatorOverride.Drained drained) {
            return unknownDatacenter(loaded, drained.datacenter());
        }
        if (override instanceof OperatorOverride.PoolDrained drained) {
            return unknownDatacenter(loaded, drained.datacenter())
                    .or(() -> DrainCheck.unknownPool(configuration, drained.datacenter(), drained.pool()));
        }
        if (override instanceof OperatorOverride.OriginDrained drained) {
            return unknownDatacenter(loaded, drained.datacenter())
                    .or(() -> DrainCheck.unknownOrigin(configuration, drained));
        }
        if (override instanceof OperatorOverride.ReadOnly readOnly) {
            return readOnly.datacenter().flatMap(name -> unknownDatacenter(loaded, name));
        }
        return Optional.empty();
    }

    private static Optional<String> unfit(Snapshot loaded, OperatorOverride.Share share) {
        if (share.hundredths() < 0 || share.hundredths() > Shift.WHOLE) {
            return Optional.of(Percentages.render(share.hundredths()) + " (expected: 0 % to 100 %)");
        }
        boolean hasShift =
                loaded.routes().named(share.name()).flatMap(Service::shift).isPresent();
        return hasShift
                ? Optional.empty()
                : Optional.of("service " + share.name() + " has no shift (expected: one in its rule file, such as "
                        + "shift: {to: local, percent: 0, by: client-address})");
    }

    private static Optional<String> unknownService(Snapshot loaded, String name) {
        List<String> known =
                loaded.routes().services().stream().map(Service::name).toList();
        return known.contains(name)
                ? Optional.empty()
                : Optional.of("\"" + name + "\": " + Spelling.unknown("service", known, name));
    }

    private static Optional<String> unknownDatacenter(Snapshot loaded, String name) {
        List<String> known =
                loaded.topology().datacenters().stream().map(Datacenter::name).toList();
        return known.contains(name)
                ? Optional.empty()
                : Optional.of("\"" + name + "\": " + Spelling.unknown("datacenter", known, name));
    }

    /** 0 where there is no shift. */
    static int configuredShare(Snapshot loaded, String service) {
        return loaded.routes()
                .named(service)
                .flatMap(Service::shift)
                .map(Shift::hundredths)
                .orElse(0);
    }

    /** The services whose reads nothing takes: neither where they are placed by default, nor where they would move on. */
    static Set<String> withoutReaders(Configuration configuration) {
        Set<String> without = new LinkedHashSet<>();
        for (Service service : configuration.snapshot().routes().services()) {
            if (candidates(configuration.snapshot(), service).stream()
                    .noneMatch(datacenter -> takesReads(configuration, service, datacenter))) {
                without.add(service.name());
            }
        }
        return without;
    }

    private static Set<Datacenter> candidates(Snapshot snapshot, Service service) {
        Set<Datacenter> candidates = new LinkedHashSet<>();
        boolean atHome = service.policy().reads() == Service.Reads.PRIMARY
                || snapshot.overrides().readsToPrimary()
                || snapshot.overrides().readsToPrimaryOf().contains(service.name());
        if (atHome) {
            snapshot.primaryOf(service).ifPresent(candidates::add);
        }
        candidates.add(snapshot.topology().local());
        candidates.addAll(snapshot.topology().failover());
        return candidates;
    }

    private static boolean takesReads(Configuration configuration, Service service, Datacenter datacenter) {
        boolean isLocal = datacenter.equals(configuration.snapshot().topology().local());
        boolean isReachable = !isLocal && datacenter.hasPeers()
                || !configuration
                        .upstreams()
                        .origins(datacenter, service.pool())
                        .isEmpty();
        return isReachable
                && configuration.snapshot().state(service, datacenter).takesReads();
    }
}
