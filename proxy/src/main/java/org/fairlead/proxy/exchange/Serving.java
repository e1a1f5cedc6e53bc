package org.fairlead.proxy.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.Configuration;
import org.fairlead.config.Relay;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.health.FleetHealth;
import org.fairlead.proxy.health.FleetPlan;
import org.fairlead.proxy.names.NameBook;
import org.fairlead.proxy.upstream.OriginPool;
import org.fairlead.routing.Capacity;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;

/** One configuration in the form in which exchanges are served by it. Immutable. */
public final class Serving {
    private final Configuration configuration;
    private final FleetHealth health;
    private final NameBook names;
    private final Addresses addresses;
    private final FixedLines lines;
    private final ContractFields contractFields;
    private final Terms usualTerms;
    private final Map<String, Terms> ownTerms;
    private final long requestHeadNanos;
    private final long clientIdleNanos;
    private final long bodyPaceNanos;
    private final boolean drainsReads;

    /** @param names what those of origins and peers stand for */
    public Serving(Configuration configuration, FleetHealth health, NameBook names) {
        this(configuration, health, names, Addresses.of(configuration, names, health));
    }

    private Serving(Configuration configuration, FleetHealth health, NameBook names, Addresses addresses) {
        this.names = names;
        this.configuration = configuration;
        this.health = health;
        this.addresses = addresses;
        lines = new FixedLines(snapshot().topology(), relay().contract());
        contractFields =
                new ContractFields(relay().contract(), snapshot().routes().services());
        Timeouts timeouts = relay().timeouts();
        usualTerms = new Terms(relay().deliveries().usual());
        ownTerms = relay().deliveries().byService().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, own -> new Terms(own.getValue())));
        requestHeadNanos = nanos(timeouts.requestHead());
        clientIdleNanos = nanos(timeouts.clientIdle());
        drainsReads = Stream.concat(Stream.of(snapshot().states()), snapshot().overrides().statesOf().values().stream())
                .flatMap(List::stream)
                .anyMatch(state -> !state.takesReads());
        bodyPaceNanos = Math.min(nanos(clients().pace().over()), clientIdleNanos);
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    /** What comes next. Where neither the files nor the names say anything new, the addresses stay the same objects. */
    @SuppressWarnings("ReferenceEquality") // the same object: the files weren't read again
    public Serving next(Configuration next, NameBook known) {
        boolean isSame = next.upstreams() == configuration.upstreams() && isBy(known);
        return isSame ? new Serving(next, health, names, addresses) : new Serving(next, health, known);
    }

    /** Whether its addresses are what {@code known} says. */
    public boolean isBy(NameBook known) {
        return known.equals(names);
    }

    /** The addresses that a forward leads to. */
    OriginPool pool(Decision.Forward forward) {
        return addresses.of(forward);
    }

    /** Those that requests go to from here, as they are to be looked after. */
    public FleetPlan plan() {
        return new FleetPlan(
                reachable().stream()
                        .map(pool -> pool.plan(configuration.drained()))
                        .toList(),
                snapshot().topology().datacenters().stream()
                        .collect(Collectors.toMap(
                                Datacenter::name,
                                datacenter -> configuration.upstreams().failover(datacenter))),
                snapshot().topology().datacenters().stream()
                        .collect(Collectors.toMap(Datacenter::name, snapshot()::state)),
                relay().contract().origin());
    }

    /** The same, with what is seen of the datacenters now. */
    public Serving with(Capacity seen) {
        return seen.equals(snapshot().capacity())
                ? this
                : new Serving(configuration.withSnapshot(snapshot().with(seen)), health, names, addresses);
    }

    /** Those that requests go to from here. */
    Collection<OriginPool> reachable() {
        return addresses.reachable(snapshot().topology());
    }

    /** All of them, peers included. */
    Collection<OriginPool> pools() {
        return addresses.all();
    }

    public Configuration configuration() {
        return configuration;
    }

    public Snapshot snapshot() {
        return configuration.snapshot();
    }

    Relay relay() {
        return configuration.relay();
    }

    public ClientLimits clients() {
        return relay().clients();
    }

    /** Whether what {@code sender} says of whom it forwards for counts, as far as its address tells. */
    public boolean believes(Sender sender) {
        return relay().trust().forwards(sender.address());
    }

    FixedLines lines() {
        return lines;
    }

    ContractFields contractFields() {
        return contractFields;
    }

    /** What that service wants of the delivery of its requests. */
    Terms terms(Service service) {
        if (ownTerms.isEmpty()) {
            return usualTerms;
        }
        Terms own = ownTerms.get(service.name());
        return own == null ? usualTerms : own;
    }

    /** Whether there is a datacenter that takes no reads of some service, as is set. */
    boolean drainsReads() {
        return drainsReads;
    }

    /** What is under way may stay for so long at what is drained. */
    long drainGraceNanos() {
        return nanos(relay().drainGrace());
    }

    public long requestHeadNanos() {
        return requestHeadNanos;
    }

    /** Over how long the pace of a request's body is measured. */
    public long bodyPaceNanos() {
        return bodyPaceNanos;
    }

    public long clientIdleNanos() {
        return clientIdleNanos;
    }
}
