package org.fairlead.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.source.Problem;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.RequestHeadBuilder;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.DecisionListener;
import org.fairlead.routing.PinTable;
import org.fairlead.routing.RequestFacts;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.fairlead.trust.FleetKeys;
import org.fairlead.trust.PinCookie;

/** One test while it runs. */
final class RuleTestRun {
    /** Any moment will do: only the pin that the test itself makes is compared with it. */
    private static final long NOW_MILLIS = 1_700_000_000_000L;
    /** The highest draw: a share by request takes in nobody until it is 100 %. */
    private static final int DRAW = 9_999;

    private static final String CLIENT = "192.0.2.1";

    private final RuleTest test;
    private final Snapshot deployed;
    private final FleetKeys keys =
            new FleetKeys(List.of("the keys of a rule test".getBytes(StandardCharsets.US_ASCII)));

    RuleTestRun(RuleTest test, Snapshot deployed) {
        this.test = test;
        this.deployed = deployed;
    }

    /** What came out otherwise than it should; empty: nothing. */
    Optional<Problem> failure(DecisionEngine engine) {
        List<String> unknown = unknownDatacenters();
        if (!unknown.isEmpty()) {
            return Optional.of(problem("no datacenter " + String.join(", ", unknown) + " in this deployment (expected: "
                    + String.join(", ", names(deployed.topology())) + ")"));
        }
        Snapshot snapshot = snapshot();
        Decision decision = engine.decide(snapshot, head().build(), facts(), PinTable.EMPTY, DecisionListener.NONE);
        List<String> wrong = new ArrayList<>();
        compare(decision, snapshot, wrong);
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(problem(outcome(decision) + " (expected: " + String.join(", ", wrong) + ")"));
    }

    private Problem problem(String what) {
        return new Problem(
                test.where(),
                "services." + test.service() + ".tests",
                test.request().method() + " " + test.request().url() + ": " + what);
    }

    private List<String> unknownDatacenters() {
        List<String> named = new ArrayList<>(test.given().states().keySet());
        test.at().ifPresent(named::add);
        test.given().primary().filter(name -> !name.equals("none")).ifPresent(named::add);
        test.expected()
                .goesTo()
                .filter(name ->
                        !List.of("local", "primary", "refused", "respond").contains(name))
                .ifPresent(named::add);
        named.removeAll(names(deployed.topology()));
        return named;
    }

    private static List<String> names(Topology topology) {
        return topology.datacenters().stream().map(Datacenter::name).toList();
    }

    private Snapshot snapshot() {
        Topology base = deployed.topology();
        Topology here = test.at().flatMap(base::named).map(base::seenFrom).orElse(base);
        Optional<Datacenter> primary = test.given().primary().isPresent()
                ? base.named(test.given().primary().get())
                : base.primary();
        Topology topology =
                new Topology(here.fleet(), here.local(), primary, here.epoch(), here.failover(), here.datacenters());
        List<DatacenterState> states = here.datacenters().stream()
                .map(datacenter -> test.given().states().getOrDefault(datacenter.name(), DatacenterState.ACTIVE))
                .toList();
        return new Snapshot(
                topology,
                deployed.routes(),
                new Snapshot.Overrides(test.given().readsToPrimary()),
                states,
                Optional.of(keys));
    }

    private RequestHeadBuilder head() {
        RequestHeadBuilder head = RequestHeadBuilder.request(
                test.request().method(), test.request().url());
        test.request().fields().forEach(field -> head.field(field.name(), field.value()));
        if (test.given().pinned()) {
            Service service = deployed.routes().named(test.service()).orElseThrow();
            String value = PinCookie.render(keys, service.name(), NOW_MILLIS + 1000);
            head.field("Cookie", service.pin().cookie().name() + "=" + value);
        }
        return head;
    }

    private RequestFacts facts() {
        String client = test.given().client().orElse(CLIENT);
        return new RequestFacts().next(ClientAddress.parse(client).orElseThrow(), NOW_MILLIS, DRAW);
    }

    private void compare(Decision decision, Snapshot snapshot, List<String> wrong) {
        RuleTest.Expected expected = test.expected();
        expected.goesTo().filter(to -> !goesTo(decision, to, snapshot)).ifPresent(to -> wrong.add("goes-to: " + to));
        expected.treatedAs()
                .filter(as -> !(decision instanceof Decision.Forward forward
                        && forward.treatedAs().label().equals(as)))
                .ifPresent(as -> wrong.add("treated-as: " + as));
        expected.because()
                .filter(because -> !isBecause(decision, because))
                .ifPresent(because -> wrong.add("because: " + because));
        expected.status()
                .filter(status -> status != statusOf(decision))
                .ifPresent(status -> wrong.add("status: " + status));
        Service service = decision.service();
        if (service != null && !service.name().equals(test.service())) {
            wrong.add("service: " + test.service());
        }
    }

    private static boolean goesTo(Decision decision, String to, Snapshot snapshot) {
        if (!(decision instanceof Decision.Forward forward)) {
            return to.equals(decision instanceof Decision.Refuse ? "refused" : "respond");
        }
        Topology topology = snapshot.topology();
        return switch (to) {
            case "local" -> forward.datacenter().equals(topology.local());
            case "primary" ->
                snapshot.primaryOf(forward.service())
                        .filter(forward.datacenter()::equals)
                        .isPresent();
            default -> forward.datacenter().name().equals(to);
        };
    }

    private static boolean isBecause(Decision decision, String because) {
        Rule rule = decision.rule();
        return decision.reason().label().equals(because)
                || rule != null && rule.name().equals(because);
    }

    /** 0 where the answer comes from elsewhere. */
    private static int statusOf(Decision decision) {
        if (decision instanceof Decision.Refuse refuse) {
            return refuse.status();
        }
        if (decision instanceof Decision.Respond respond) {
            return respond.response().status();
        }
        return decision instanceof Decision.AnswerOptions ? 200 : 0;
    }

    private static String outcome(Decision decision) {
        Rule rule = decision.rule();
        Service service = decision.service();
        String because = "because of " + decision.reason().label()
                + (rule == null ? "" : ", rule \"" + rule.name() + "\"")
                + (service == null ? "" : ", service " + service.name());
        if (decision instanceof Decision.Forward forward) {
            return "goes to " + forward.datacenter().name() + " as a "
                    + forward.treatedAs().label() + ", " + because;
        }
        String how = decision instanceof Decision.Refuse ? "is refused with " : "is answered with ";
        return how + statusOf(decision) + ", " + because;
    }
}
