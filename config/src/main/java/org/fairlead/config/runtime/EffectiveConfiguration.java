package org.fairlead.config.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Configuration;
import org.fairlead.config.DrainedOrigin;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.RoutingTable;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Snapshot;

/**
 * A configuration with what operators set at run time laid over it.
 *
 * @param contradictions overrides that the configuration leaves no room for: kept, and not applied; or that it has moved
 *     under: applied. Each in words
 */
public record EffectiveConfiguration(Configuration configuration, List<String> contradictions) {
    public EffectiveConfiguration {
        contradictions = List.copyOf(contradictions);
    }

    /** Lays {@code state} over {@code loaded}. */
    public static EffectiveConfiguration of(Configuration loaded, RuntimeState state) {
        return new Layering(loaded).lay(state);
    }

    /** Made for one call. */
    private static final class Layering {
        private final Configuration loaded;
        private final Snapshot base;
        private final List<String> contradictions = new ArrayList<>();
        private final Map<String, Integer> shares = new HashMap<>();
        private final Set<String> homeOf = new HashSet<>();
        private final List<OperatorOverride> ofStates = new ArrayList<>();
        private final List<OperatorOverride.PoolDrained> pools = new ArrayList<>();
        private final List<RuntimeState.Entry> origins = new ArrayList<>();
        private boolean allHome;

        Layering(Configuration loaded) {
            this.loaded = loaded;
            base = loaded.snapshot();
            allHome = base.overrides().readsToPrimary();
        }

        EffectiveConfiguration lay(RuntimeState state) {
            for (RuntimeState.Entry entry : state.entries()) {
                Optional<String> unfit = OverrideCheck.unfit(loaded, entry.override());
                if (unfit.isPresent()) {
                    contradictions.add(entry + " isn't applied: " + unfit.get());
                } else {
                    take(entry);
                }
            }
            List<DrainedOrigin> drained = drained();
            return new EffectiveConfiguration(loaded.withSnapshot(snapshot()).withDrained(drained), contradictions);
        }

        /** A pool that would have nobody left keeps them all: its writes have nowhere else to go. */
        private List<DrainedOrigin> drained() {
            List<DrainedOrigin> drained = DrainCheck.origins(origins.stream());
            List<String> emptied = DrainCheck.emptied(loaded, drained);
            if (emptied.isEmpty()) {
                return drained;
            }
            origins.forEach(entry -> contradictions.add(entry + " isn't applied: no origin would be left of "
                    + String.join(", ", emptied) + " (expected: one that isn't drained)"));
            return List.of();
        }

        private void take(RuntimeState.Entry entry) {
            OperatorOverride override = entry.override();
            if (override instanceof OperatorOverride.ReadsToPrimary reads) {
                reads.service().ifPresentOrElse(homeOf::add, () -> allHome = true);
            } else if (override instanceof OperatorOverride.Share share) {
                shares.put(share.name(), share.hundredths());
                int now = OverrideCheck.configuredShare(base, share.name());
                if (now != share.configured()) {
                    contradictions.add(entry + " still holds; the rule file says " + Percentages.render(now)
                            + " now, and said " + Percentages.render(share.configured()) + " then");
                }
            } else if (override instanceof OperatorOverride.PoolDrained drained) {
                pools.add(drained);
            } else if (override instanceof OperatorOverride.OriginDrained) {
                origins.add(entry);
            } else {
                ofStates.add(override);
            }
        }

        private Snapshot snapshot() {
            List<DatacenterState> forAll = states(base.states(), Optional.empty());
            Map<String, List<DatacenterState>> statesOf = new HashMap<>();
            ofStates.stream()
                    .flatMap(override -> override.service().stream())
                    .forEach(name -> statesOf.put(name, states(forAll, Optional.of(name))));
            for (Service service : base.routes().services()) {
                List<DatacenterState> own = statesOf.getOrDefault(service.name(), forAll);
                List<DatacenterState> drained = ofPool(own, service.pool());
                if (!drained.equals(own)) {
                    statesOf.put(service.name(), drained);
                }
            }
            return new Snapshot(
                    base.topology(), routes(), new Snapshot.Overrides(allHome, homeOf, statesOf), forAll, base.keys());
        }

        private RoutingTable routes() {
            if (shares.isEmpty()) {
                return base.routes();
            }
            List<Service> services =
                    base.routes().services().stream().map(this::withShare).toList();
            return RoutingTable.compile(services, base.topology().datacenters().size());
        }

        private Service withShare(Service service) {
            Integer share = shares.get(service.name());
            Optional<Shift> shift = service.shift();
            return share == null ? service : service.withShift(shift.map(before -> before.withHundredths(share)));
        }

        private List<DatacenterState> states(List<DatacenterState> before, Optional<String> service) {
            List<DatacenterState> after = new ArrayList<>(before);
            for (OperatorOverride override : ofStates) {
                if (override.service().equals(service)) {
                    for (Datacenter datacenter : base.topology().datacenters()) {
                        after.set(
                                datacenter.index(),
                                after.get(datacenter.index()).and(said(override, datacenter)));
                    }
                }
            }
            return after;
        }

        private List<DatacenterState> ofPool(List<DatacenterState> before, String pool) {
            List<DatacenterState> after = new ArrayList<>(before);
            for (OperatorOverride.PoolDrained drained : pools) {
                for (Datacenter datacenter : base.topology().datacenters()) {
                    if (drained.pool().equals(pool) && drained.datacenter().equals(datacenter.name())) {
                        after.set(
                                datacenter.index(),
                                after.get(datacenter.index()).and(DatacenterState.DRAINED));
                    }
                }
            }
            return after;
        }

        private static DatacenterState said(OperatorOverride override, Datacenter datacenter) {
            if (override instanceof OperatorOverride.Drained drained) {
                return drained.datacenter().equals(datacenter.name())
                        ? DatacenterState.DRAINED
                        : DatacenterState.ACTIVE;
            }
            if (override instanceof OperatorOverride.ReadOnly readOnly) {
                boolean isMeant = readOnly.datacenter().isEmpty()
                        || readOnly.datacenter().get().equals(datacenter.name());
                return isMeant ? DatacenterState.READ_ONLY : DatacenterState.ACTIVE;
            }
            return DatacenterState.ACTIVE;
        }
    }
}
