package org.fairlead.routing;

import java.util.Arrays;
import java.util.List;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.matching.ValuePattern;

/** Conditions in the words of a rule file. */
final class When {
    private When() {}

    static Condition always() {
        return new Condition.Always();
    }

    static Condition path(String... globs) {
        return new Condition.PathIs(Arrays.stream(globs)
                .<ValuePattern>map(glob -> Glob.path(glob, false))
                .toList());
    }

    static Condition method(String... methods) {
        return new Condition.MethodIs(List.of(methods));
    }

    static Condition host(String... hosts) {
        return new Condition.HostIs(List.of(hosts));
    }

    static Condition query(String name, String... globs) {
        return new Condition.QueryHas(name, values(globs));
    }

    static Condition header(String name, String... globs) {
        return new Condition.HeaderHas(name, values(globs));
    }

    static Condition cookie(String name, String... globs) {
        return new Condition.CookieHas(name, values(globs));
    }

    static Condition all(Condition... conditions) {
        return new Condition.All(List.of(conditions));
    }

    static Condition any(Condition... conditions) {
        return new Condition.Any(List.of(conditions));
    }

    static Condition not(Condition condition) {
        return new Condition.Not(condition);
    }

    private static List<ValuePattern> values(String... globs) {
        return Arrays.stream(globs)
                .<ValuePattern>map(glob -> Glob.value(glob, false))
                .toList();
    }
}
