package org.fairlead.routing;

import java.util.List;
import java.util.stream.Collectors;
import org.fairlead.matching.Match;

/** Says in words how a rule fared. */
final class RuleFinding {
    private RuleFinding() {}

    static String describe(CompiledRule rule, Match match) {
        String condition = rule.rule().when().describe();
        List<Effect> effects = rule.rule().effects();
        return switch (match) {
            case NO -> "no: it isn't so that " + condition;
            case YES -> "yes: " + condition + " → " + list(effects);
            case MAYBE ->
                "maybe: " + condition + " in one reading, not in another → "
                        + effects.stream().map(RuleFinding::onMaybe).collect(Collectors.joining(", "));
        };
    }

    private static String list(List<Effect> effects) {
        return effects.stream().map(RuleFinding::words).collect(Collectors.joining(", "));
    }

    private static String onMaybe(Effect effect) {
        boolean fires = effect instanceof Effect.SendToPrimary
                || effect instanceof Effect.Respond
                || effect instanceof Effect.TreatAs treatAs && treatAs.treatedAs() == TreatedAs.WRITE;
        return fires ? words(effect) : words(effect) + " doesn't apply (it needs every reading)";
    }

    static String words(Effect effect) {
        if (effect instanceof Effect.TreatAs treatAs) {
            return "treat-as: " + treatAs.treatedAs().label();
        }
        if (effect instanceof Effect.SendTo sendTo) {
            return "send: " + sendTo.datacenter().name();
        }
        if (effect instanceof Effect.Respond respond) {
            return "respond: " + respond.status();
        }
        if (effect instanceof Effect.Pin pin) {
            return "pin: " + (pin.length().isZero() ? "none" : pin.length().toMillis() + "ms");
        }
        if (effect instanceof Effect.SendToPrimary) {
            return "send: primary";
        }
        return effect instanceof Effect.SendToLocal ? "send: local" : "ignore-pin";
    }
}
