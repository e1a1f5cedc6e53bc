package org.fairlead.routing;

import java.util.List;
import java.util.Optional;
import org.fairlead.matching.Condition;

/**
 * One rule of a service.
 *
 * @param because the author's words, shown by {@code explain}
 */
public record Rule(String name, Optional<String> because, Condition when, List<Effect> effects) {
    public Rule {
        effects = List.copyOf(effects);
    }
}
