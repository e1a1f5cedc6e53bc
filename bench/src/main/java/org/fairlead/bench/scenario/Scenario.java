package org.fairlead.bench.scenario;

import org.fairlead.bench.contestant.Setup;

/**
 * One thing to find out.
 *
 * @param name as it is asked for
 * @param title what it is, for a reader of the report
 * @param work how it is done, in a sentence
 * @param part of which sets it is
 */
public record Scenario(String name, String title, String work, Part part, Setup setup, Exercise exercise) {
    /** The smallest set that a scenario belongs to; each set contains the ones before. */
    public enum Part {
        QUICK,
        FULL,
        ALL
    }

    public boolean isIn(Part set) {
        return part.compareTo(set) <= 0;
    }
}
