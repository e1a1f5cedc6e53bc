package org.fairlead.routing;

import org.jspecify.annotations.Nullable;

/** The decisions that one rule, or none, leads to when nothing moves: each made on first use, then used again. */
final class UsualDecisions {
    private static final int REASONS = Reason.values().length;
    private static final int CROSSINGS = Decision.Crossing.values().length;
    private static final int CLASSES = TreatedAs.values().length;

    private final Service service;
    private final @Nullable Rule rule;
    private final Effect.@Nullable Pin pin;
    private final int datacenters;
    /** By class, crossing, datacenter and reason; empty before the first use. */
    private Decision.@Nullable Forward[] made = {};

    UsualDecisions(Service service, @Nullable Rule rule, Effect.@Nullable Pin pin, int datacenters) {
        this.service = service;
        this.rule = rule;
        this.pin = pin;
        this.datacenters = datacenters;
    }

    /**
     * The same object for the same arguments, but for a race: that two threads may both make one does no harm, a record is
     * safely published by its final fields.
     */
    Decision.Forward get(TreatedAs treatedAs, Datacenter datacenter, Decision.Crossing crossing, Reason reason) {
        Decision.@Nullable Forward[] known = made;
        if (known.length == 0) {
            known = new Decision.@Nullable Forward[CLASSES * CROSSINGS * datacenters * REASONS];
            made = known;
        }
        int slot = ((treatedAs.ordinal() * CROSSINGS + crossing.ordinal()) * datacenters + datacenter.index()) * REASONS
                + reason.ordinal();
        Decision.Forward decision = known[slot];
        if (decision == null) {
            decision = new Decision.Forward(service, treatedAs, datacenter, crossing, reason, rule, null, pin, null);
            known[slot] = decision;
        }
        return decision;
    }
}
