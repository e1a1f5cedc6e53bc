package org.fairlead.proxy.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fairlead.config.Configuration;
import org.fairlead.config.Limits;
import org.fairlead.proxy.testkit.Fleet;

/** What a case may want to be different: {@code set NAME VALUE}. */
final class Settings {
    static final Set<String> NAMES = new TreeSet<>(Set.of("head-bytes", "header-count"));
    private static final Map<Map<String, String>, Configuration> KNOWN = new HashMap<>();

    private Settings() {}

    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /** The same object for the same settings. */
    static synchronized Configuration configuration(Map<String, String> settings) {
        return KNOWN.computeIfAbsent(settings, Settings::make);
    }

    private static Configuration make(Map<String, String> settings) {
        Fleet.Plan plan = Fleet.alone(1);
        settings.forEach((name, value) -> set(plan, name, value));
        try (Fleet fleet = plan.start()) {
            return fleet.configuration("eqiad");
        }
    }

    private static void set(Fleet.Plan plan, String name, String value) {
        switch (name) {
            case "head-bytes" -> plan.limits(limits -> heads(limits, Integer.parseInt(value), limits.headerCount()));
            case "header-count" -> plan.limits(limits -> heads(limits, limits.headBytes(), Integer.parseInt(value)));
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static Limits heads(Limits limits, int bytes, int count) {
        return new Limits(
                limits.connections(),
                bytes,
                count,
                limits.connectionsPerOrigin(),
                limits.pinTableEntries(),
                limits.attempts());
    }
}
