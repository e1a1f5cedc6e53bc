package org.fairlead.routing;

import java.util.ArrayList;
import java.util.List;

/** Keeps the steps of one evaluation, in their order. */
public final class Explanation implements DecisionListener {
    private final List<Step> steps = new ArrayList<>();

    /** What was looked at, and how it fared. */
    public record Step(String step, String finding) {}

    @Override
    public void step(String step, String finding) {
        steps.add(new Step(step, finding));
    }

    public List<Step> steps() {
        return List.copyOf(steps);
    }
}
