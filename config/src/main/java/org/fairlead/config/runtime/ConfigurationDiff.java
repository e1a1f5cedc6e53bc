package org.fairlead.config.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.config.Configuration;

/** What differs between two configurations, in words, one line each. Pure. */
public final class ConfigurationDiff {
    private ConfigurationDiff() {}

    /** In the order of the files: the deployment, then service by service. Empty: nothing differs. */
    public static List<String> between(Configuration before, Configuration after) {
        Map<String, String> old = ConfigurationWords.of(before);
        Map<String, String> next = ConfigurationWords.of(after);
        Set<String> subjects = new LinkedHashSet<>(next.keySet());
        subjects.addAll(old.keySet());
        List<String> lines = new ArrayList<>();
        for (String subject : subjects) {
            String was = old.get(subject);
            String is = next.get(subject);
            if (was == null) {
                lines.add("added: " + line(subject, is));
            } else if (is == null) {
                lines.add("removed: " + line(subject, was));
            } else if (!was.equals(is)) {
                lines.add("changed: " + subject + ": " + was + " → " + is);
            }
        }
        return lines;
    }

    private static String line(String subject, @org.jspecify.annotations.Nullable String value) {
        return value == null || value.isEmpty() ? subject : subject + ": " + value;
    }
}
