package org.fairlead.proxy.telemetry;

import java.nio.file.Path;
import java.util.Set;

/**
 * Where the access log goes, and how much it may say.
 *
 * @param queryValues names of query parameters whose values are logged; of all others only the name is
 */
public record AccessLogSettings(Target target, Set<String> queryValues) {
    public static final AccessLogSettings OFF = new AccessLogSettings(new Target.Off(), Set.of());

    public AccessLogSettings {
        queryValues = Set.copyOf(queryValues);
    }

    public boolean isOn() {
        return !(target instanceof Target.Off);
    }

    /** Where the lines go. */
    public sealed interface Target {
        /** Nowhere. */
        record Off() implements Target {}

        /** To standard output. */
        record Stdout() implements Target {}

        /** Appended to that file, which is opened anew when it was moved away. */
        record File(Path path) implements Target {}
    }
}
