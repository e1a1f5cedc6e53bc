package org.fairlead.routing;

/** Hears every step of an evaluation; {@code explain} is the same evaluation with a listener. */
public interface DecisionListener {
    /** Hears nothing, costs nothing. */
    DecisionListener NONE = (step, finding) -> {};

    /**
     * @param step what was looked at, such as {@code rule "rollback writes on GET"}
     * @param finding how it fared and what follows, a sentence without its full stop
     */
    void step(String step, String finding);
}
