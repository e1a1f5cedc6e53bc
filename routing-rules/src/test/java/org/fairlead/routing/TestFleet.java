package org.fairlead.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;
import org.fairlead.trust.FleetKeys;

/** The fleet "wiki" of three datacenters, seen from one of them; what isn't said is up, and eqiad is the primary. */
final class TestFleet {
    static final Datacenter EQIAD = new Datacenter("eqiad", 0, true);
    static final Datacenter CODFW = new Datacenter("codfw", 1, true);
    static final Datacenter DRMRS = new Datacenter("drmrs", 2, false);
    static final List<Datacenter> ALL = List.of(EQIAD, CODFW, DRMRS);
    static final FleetKeys KEYS = new FleetKeys(List.of("a secret of the fleet".getBytes(StandardCharsets.US_ASCII)));
    /** Some moment. */
    static final long NOW = 1_795_000_000_000L;

    private final List<Service> services = new ArrayList<>();
    private final DatacenterState[] states = {DatacenterState.ACTIVE, DatacenterState.ACTIVE, DatacenterState.ACTIVE};
    private Datacenter local = CODFW;
    private Optional<Datacenter> primary = Optional.of(EQIAD);
    private long epoch = 17;
    private List<Datacenter> failover = List.of(EQIAD, CODFW, DRMRS);
    private boolean readsToPrimary;
    private Capacity capacity = Capacity.FULL;

    TestFleet(TestService... services) {
        Arrays.stream(services).map(TestService::build).forEach(this.services::add);
    }

    static Datacenter named(String name) {
        return ALL.stream().filter(dc -> dc.name().equals(name)).findFirst().orElseThrow();
    }

    TestFleet at(String name) {
        local = named(name);
        return this;
    }

    TestFleet primary(String name) {
        primary = name.equals("none") ? Optional.empty() : Optional.of(named(name));
        return this;
    }

    TestFleet epoch(long epoch) {
        this.epoch = epoch;
        return this;
    }

    TestFleet failover(Datacenter... order) {
        failover = List.of(order);
        return this;
    }

    TestFleet state(String name, String state) {
        states[named(name).index()] =
                DatacenterState.valueOf(state.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
        return this;
    }

    /** Such as {@code eqiad down, codfw drained}; what isn't named is up. */
    TestFleet states(String words) {
        for (String word : words.split(",", -1)) {
            String[] parts = word.strip().split(" +", -1);
            if (parts.length == 2) {
                state(parts[0], parts[1]);
            }
        }
        return this;
    }

    TestFleet killSwitch(boolean on) {
        readsToPrimary = on;
        return this;
    }

    Snapshot snapshot() {
        return new Snapshot(
                        new Topology("wiki", local, primary, epoch, failover, ALL),
                        RoutingTable.compile(services, ALL.size()),
                        new Snapshot.Overrides(readsToPrimary),
                        List.of(states),
                        Optional.of(KEYS))
                .with(capacity);
    }

    /** What is seen of the pool of every service. */
    TestFleet capacity(Map<String, Capacity.Share> shares, Map<String, Integer> spillLimits) {
        capacity = new Capacity(Map.of(), shares, spillLimits);
        return this;
    }

    static RequestFacts facts() {
        return new RequestFacts().next(ClientAddress.parse("192.0.2.7").orElseThrow(), NOW, 0);
    }

    /**
     * A request such as {@code GET /wiki/Foo} or {@code POST https://host/path}, with fields such as {@code A: 1 ~ B: 2}; what
     * has no host is for en.wikipedia.org.
     */
    static RequestHead request(String line, String fields) {
        int space = line.indexOf(' ');
        String target = line.substring(space + 1);
        String url = target.startsWith("http") ? target : "https://en.wikipedia.org" + target;
        RequestHeadBuilder builder = RequestHeadBuilder.request(line.substring(0, space), url);
        for (String field : fields.split(" ~ ", -1)) {
            int colon = field.indexOf(':');
            if (colon > 0) {
                builder.field(field.substring(0, colon).strip(), field.substring(colon + 1));
            }
        }
        return builder.build();
    }

    Decision decide(String line, String fields) {
        return decide(line, fields, facts());
    }

    Decision decide(String line, String fields, RequestFacts facts) {
        return decide(request(line, fields), facts);
    }

    Decision decide(RequestHead head, RequestFacts facts) {
        return new DecisionEngine().decide(snapshot(), head, facts, PinTable.EMPTY, DecisionListener.NONE);
    }

    /**
     * A decision in words: {@code read at codfw: local}, {@code write at eqiad: rule "x"}, {@code 503 no-primary},
     * {@code answers 301: rule "x"}, {@code answers OPTIONS}.
     */
    static String words(Decision decision) {
        if (decision instanceof Decision.Forward forward) {
            String rule = forward.rule() == null ? "" : " \"" + forward.rule().name() + "\"";
            return forward.treatedAs().label() + " at " + forward.datacenter().name() + ": "
                    + forward.reason().label() + rule;
        }
        if (decision instanceof Decision.Respond respond) {
            return "answers " + respond.response().status() + ": rule \""
                    + respond.rule().name() + "\"";
        }
        if (decision instanceof Decision.Refuse refuse) {
            return refuse.status() + " " + refuse.reason().label();
        }
        return "answers OPTIONS";
    }
}
