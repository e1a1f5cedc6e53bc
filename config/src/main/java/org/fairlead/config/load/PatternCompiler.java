package org.fairlead.config.load;

import java.util.List;
import java.util.Optional;
import org.fairlead.config.model.WhenModel.PatternModel;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.Glob;
import org.fairlead.matching.Regex;
import org.fairlead.matching.ValuePattern;

/** Makes patterns of what a rule says of a value. */
final class PatternCompiler {
    private final Problems problems;

    PatternCompiler(Problems problems) {
        this.problems = problems;
    }

    /** For paths. */
    List<ValuePattern> paths(List<PatternModel> models, boolean ignoreCase) {
        return models.stream()
                .flatMap(model -> path(model, ignoreCase).stream())
                .toList();
    }

    private Optional<ValuePattern> path(PatternModel model, boolean ignoreCase) {
        if (model.present().isPresent()) {
            problems.add(model.node().get("present"), "a path is always there (expected: a glob, or a regex)");
            return Optional.empty();
        }
        if (model.glob().isPresent() && !looksLikePath(model.glob().get())) {
            problems.unexpected(
                    model.node().get("glob"),
                    "a path that begins with a slash or a star, without a query: that is matched by the key query");
            return Optional.empty();
        }
        return pattern(model, ignoreCase, true);
    }

    private static boolean looksLikePath(String glob) {
        return (glob.startsWith("/") || glob.startsWith("*")) && glob.indexOf('?') < 0 && glob.indexOf('#') < 0;
    }

    /** For values of queries, fields and cookies. */
    List<ValuePattern> values(List<PatternModel> models, boolean ignoreCase) {
        return models.stream()
                .flatMap(model -> pattern(model, ignoreCase, false).stream())
                .toList();
    }

    private Optional<ValuePattern> pattern(PatternModel model, boolean inherited, boolean isPath) {
        boolean ignoreCase = model.ignoreCase().orElse(inherited);
        int given = (model.glob().isPresent() ? 1 : 0)
                + (model.regex().isPresent() ? 1 : 0)
                + (model.present().isPresent() ? 1 : 0);
        if (given != 1) {
            problems.unexpected(model.node(), "one of glob, regex and present");
            return Optional.empty();
        }
        if (model.present().isPresent()) {
            return Optional.of(ValuePattern.Present.PRESENT);
        }
        return model.glob()
                .<ValuePattern>map(glob -> isPath ? Glob.path(glob, ignoreCase) : Glob.value(glob, ignoreCase))
                .or(() -> regex(model, ignoreCase));
    }

    private Optional<ValuePattern> regex(PatternModel model, boolean ignoreCase) {
        String expression = model.regex().orElseThrow();
        try {
            return Optional.of(Regex.compile(expression, ignoreCase));
        } catch (IllegalArgumentException e) {
            problems.add(
                    model.node().get("regex"),
                    "\"" + expression + "\": " + e.getMessage() + " (expected: a regular expression, in RE2 syntax)");
            return Optional.empty();
        }
    }

    /** Whether the list asks for nothing to be there; told as a problem where it asks for more as well. */
    boolean asksForAbsence(List<PatternModel> models) {
        List<PatternModel> absent = models.stream()
                .filter(model -> model.present().filter(present -> !present).isPresent())
                .toList();
        if (!absent.isEmpty() && models.size() > 1) {
            problems.add(absent.get(0).node().get("present"), "\"false\" beside other values (expected: alone)");
        }
        return !absent.isEmpty();
    }
}
