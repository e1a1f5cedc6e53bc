package org.fairlead.config.load;

import java.util.List;
import java.util.Optional;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.source.Problems;
import org.fairlead.routing.Effect;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;

/**
 * Finds rules that can never have an effect, because an earlier one always has the same kind of effect before them.
 *
 * <p>Only what can be told for certain from the conditions themselves is told: see {@link Implication}.
 */
final class RuleShadows {
    private RuleShadows() {}

    static void warn(ServiceModel model, Service service, Problems warnings) {
        List<Rule> rules = service.rules();
        ConditionIndex before = new ConditionIndex();
        for (int later = 0; later < rules.size(); later++) {
            Rule rule = rules.get(later);
            Optional<Rule> earlier = before.thoseImpliedBy(rule.when()).stream()
                    .map(rules::get)
                    .filter(candidate -> shadows(candidate, rule))
                    .findFirst();
            if (earlier.isPresent()) {
                warnings.add(
                        model.rules().get(later).node(),
                        "\"" + rule.name() + "\" never has an effect: whatever matches it, matches \""
                                + earlier.get().name() + "\" above (expected: the narrower rule first, or none)");
            }
            before.add(later, rule.when());
        }
    }

    /** Whether each effect of {@code later} is forestalled by one of {@code earlier}. */
    private static boolean shadows(Rule earlier, Rule later) {
        return later.effects().stream()
                        .allMatch(effect -> earlier.effects().stream().anyMatch(other -> forestalls(other, effect)))
                && Implication.holds(later.when(), earlier.when());
    }

    /** Whether {@code later} never comes into play where both fire, and {@code earlier} fires wherever {@code later} does. */
    private static boolean forestalls(Effect earlier, Effect later) {
        if (isPlacement(earlier) && isPlacement(later)) {
            return firesFromMaybe(earlier) || !firesFromMaybe(later);
        }
        // All that classify are looked at, so only the same effect makes a second one idle.
        return earlier.getClass() == later.getClass() && (earlier instanceof Effect.Pin || earlier.equals(later));
    }

    private static boolean isPlacement(Effect effect) {
        return firesFromMaybe(effect) || effect instanceof Effect.SendToLocal || effect instanceof Effect.SendTo;
    }

    private static boolean firesFromMaybe(Effect effect) {
        return effect instanceof Effect.SendToPrimary || effect instanceof Effect.Respond;
    }
}
