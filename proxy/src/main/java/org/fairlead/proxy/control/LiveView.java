package org.fairlead.proxy.control;

import java.time.Instant;
import java.util.List;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.SourceFiles;
import org.fairlead.config.runtime.EffectiveConfiguration;
import org.fairlead.config.runtime.RuntimeState;

/**
 * What holds at one moment. Immutable.
 *
 * @param loaded what the files said, but for what takes a restart
 * @param since when {@code loaded} was taken over
 * @param effective what is served: {@code loaded} with {@code state} laid over it
 * @param restarts keys that were changed in the files and take a restart
 */
public record LiveView(
        Configuration loaded,
        SourceFiles files,
        Instant since,
        RuntimeState state,
        EffectiveConfiguration effective,
        LastReload lastReload,
        List<String> restarts) {
    /** @param problems why it was refused; empty: it wasn't */
    public record LastReload(Instant at, String by, List<String> problems) {}

    /** What is served. */
    public Configuration served() {
        return effective.configuration();
    }

    /** How many are set at run time. */
    public int overrides() {
        return state.entries().size();
    }

    /** How many there are between {@code loaded} and {@code state}. */
    public int contradictions() {
        return effective.contradictions().size();
    }

    LiveView with(LastReload last) {
        return new LiveView(loaded, files, since, state, effective, last, restarts);
    }

    LiveView with(RuntimeState next, EffectiveConfiguration then) {
        return new LiveView(loaded, files, since, next, then, lastReload, restarts);
    }
}
