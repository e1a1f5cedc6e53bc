package org.fairlead.bench.contestant;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A proxy that can be measured. */
public interface Contestant {
    /** One lower-case word. */
    String name();

    String version();

    /** What it lacks to take part, and what to do about it; empty: nothing. */
    Optional<String> missing();

    /** What of a setup it can't do yet; empty: nothing. */
    default Optional<String> lacks(Setup setup) {
        return Optional.empty();
    }

    /** Writes its files for a site, and says how to start it in the foreground. */
    Launch prepare(Site site) throws IOException;

    /** The signal that makes it take up its configuration anew. */
    default String reloadSignal() {
        return "HUP";
    }

    /** Whether it is as fast as it gets from its first request on; otherwise it is warmed up for longer. */
    default boolean isFastAtOnce() {
        return false;
    }

    /** Whether it decides where requests go; otherwise nobody looks whether it does so rightly. */
    default boolean isRouter() {
        return true;
    }

    /** Whether it is a JVM, whose live heap jcmd can tell. */
    default boolean isJvm() {
        return false;
    }

    /** A command in the foreground, and what it finds in its environment. */
    record Launch(List<String> command, Map<String, String> environment) {
        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }
}
