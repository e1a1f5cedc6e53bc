package org.fairlead.config.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.model.RuleModel;
import org.fairlead.config.model.RuleModel.RespondModel;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.Condition;
import org.fairlead.routing.Effect;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Topology;
import org.fairlead.routing.TreatedAs;

/** Makes the rules of one service. */
final class RuleCompiler {
    private static final List<String> EFFECTS = List.of("treat-as", "send", "respond", "ignore-pin", "pin");

    private static final Set<String> FRAMING =
            Set.of("content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "upgrade", "te");
    private static final Set<Integer> BODILESS = Set.of(204, 205, 304);

    private final ServiceModel service;
    private final ConditionCompiler conditions;
    private final Topology topology;
    private final Problems problems;
    private final Names names;

    RuleCompiler(ServiceModel service, ConditionCompiler conditions, Topology topology, Problems problems) {
        this.service = service;
        this.conditions = conditions;
        this.topology = topology;
        this.problems = problems;
        names = new Names(problems);
    }

    /** In the order of the file. */
    List<Rule> compile() {
        List<Rule> rules = new ArrayList<>();
        for (RuleModel model : service.rules()) {
            Node name = model.node().get("name");
            names.checkRuleName(model.name(), name);
            if (!model.name().isEmpty()
                    && rules.stream().anyMatch(rule -> rule.name().equals(model.name()))) {
                problems.unexpected(name, "a name that no other rule of the service has");
            }
            rules.add(rule(model));
        }
        return rules;
    }

    private Rule rule(RuleModel model) {
        Condition when = model.node().has("when") ? conditions.compile(model.when()) : new Condition.Always();
        List<Effect> effects = effects(model);
        if (EFFECTS.stream().noneMatch(model.node()::has)) {
            problems.add(model.node(), "no effect (expected: one of treat-as, send, respond, ignore-pin, pin)");
        }
        checkTogether(model, when);
        return new Rule(model.name(), model.because(), when, effects);
    }

    private List<Effect> effects(RuleModel model) {
        List<Effect> effects = new ArrayList<>();
        model.treatAs().map(Effect.TreatAs::new).ifPresent(effects::add);
        model.send().flatMap(to -> send(to, model.node().get("send"))).ifPresent(effects::add);
        model.respond().flatMap(this::respond).ifPresent(effects::add);
        if (model.ignorePin()) {
            effects.add(new Effect.IgnorePin());
        }
        model.pin().ifPresent(pin -> {
            checkPin(pin.length(), model.node().get("pin"));
            effects.add(new Effect.Pin(pin.length()));
        });
        return effects;
    }

    private Optional<Effect> send(String to, Node at) {
        return switch (to) {
            case "primary" -> Optional.of(new Effect.SendToPrimary());
            case "local" -> Optional.of(new Effect.SendToLocal());
            default -> names.datacenter(topology, to, at).map(Effect.SendTo::new);
        };
    }

    private Optional<Effect> respond(RespondModel model) {
        if (model.node().get("headers") instanceof Node.Mapping headers) {
            headers.entries().forEach((name, entry) -> checkAnswerField(name, entry.value()));
        }
        if (model.body().isPresent()
                && model.status().filter(BODILESS::contains).isPresent()) {
            problems.unexpected(model.node().get("body"), "none: an answer of that status has no content");
        }
        return model.status()
                .map(status ->
                        new Effect.Respond(status, model.headers(), model.body().orElse("")));
    }

    private void checkAnswerField(String name, Node value) {
        names.checkToken(name, value, "the name of a field");
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            problems.add(value, "\"" + name + "\" (expected: another field; the proxy frames the message by itself)");
        }
        for (Node item : RuleFile.items(value)) {
            if (item instanceof Node.Scalar scalar && scalar.text().chars().anyMatch(c -> c < ' ' || c > '~')) {
                problems.unexpected(item, "printable ASCII, in one line");
            }
        }
    }

    private void checkPin(Duration length, Node at) {
        if (service.pin().isEmpty() || service.pin().get().afterWrite().isEmpty()) {
            problems.unexpected(at, "a service with pin.after-write: without it there are no pins of ours");
            return;
        }
        if (length.compareTo(service.pin().get().longest()) > 0) {
            problems.unexpected(at, "no more than pin.longest");
        }
        if (!length.isZero()
                && service.replicationLag()
                        .filter(lag -> length.compareTo(lag) < 0)
                        .isPresent()) {
            problems.unexpected(at, "no less than replication-lag, or none");
        }
    }

    private void checkTogether(RuleModel model, Condition when) {
        boolean toRead = model.treatAs().filter(as -> as == TreatedAs.READ).isPresent();
        boolean toWrite = model.treatAs().filter(as -> as == TreatedAs.WRITE).isPresent();
        boolean sendsAway = model.send().filter(to -> !to.equals("primary")).isPresent();
        if (toRead && when.necessaryMethods().isEmpty()) {
            problems.add(
                    model.node().get("treat-as"),
                    "\"read\" for any method (expected: a method in `when`: a promise is made for one method)");
        }
        if (model.send().isPresent() && model.respond().isPresent()) {
            problems.add(model.node().get("respond"), "beside send (expected: one of them)");
        }
        if (toWrite && sendsAway) {
            problems.add(
                    model.node().get("send"),
                    model.node().get("send").describe()
                            + " beside treat-as: write (expected: primary, or no send: a write goes home)");
        }
        if (toWrite && model.ignorePin()) {
            problems.add(
                    model.node().get("ignore-pin"),
                    "beside treat-as: write (expected: a read: a write follows no pin)");
        }
        if (toRead && model.pin().isPresent()) {
            problems.add(model.node().get("pin"), "beside treat-as: read (expected: a write: a read sets no pin)");
        }
    }
}
