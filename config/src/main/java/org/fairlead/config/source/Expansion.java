package org.fairlead.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment into texts: {@code ${NAME}}, and {@code ${NAME:-default}} for where it is unset or empty. A doubled
 * dollar sign before a brace stands for itself.
 */
final class Expansion {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[^}:]*)(?<fallback>:-(?<default>[^}]*))?(?<end>})?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;

    Expansion(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The text, and what was wrong with it; the texts of {@code wrong} are whole messages. */
    record Expanded(String text, List<String> wrong) {}

    Expanded expand(String text) {
        List<String> wrong = new ArrayList<>();
        Matcher matcher = REFERENCE.matcher(text);
        String expanded =
                matcher.replaceAll(reference -> Matcher.quoteReplacement(valueOf((Matcher) reference, wrong)));
        return new Expanded(expanded, wrong);
    }

    private String valueOf(Matcher reference, List<String> wrong) {
        if (reference.group().equals("$${")) {
            return "${";
        }
        String name = reference.group("name");
        if (reference.group("end") == null || !NAME.matcher(name).matches()) {
            wrong.add("\"" + reference.group() + "\" (expected: ${NAME} or ${NAME:-default}; $${ for the characters)");
            return "";
        }
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        if (reference.group("fallback") == null) {
            wrong.add("${" + name + "} isn't set (expected: a value in the environment, or ${" + name + ":-default})");
            return "";
        }
        return reference.group("default");
    }
}
