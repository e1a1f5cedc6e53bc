package org.fairlead.bench.contestant;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The further rules of a {@link Setup}: half look at the path, half at a query parameter. */
final class Rules {
    private Rules() {}

    /** Requests below this path go home, for even numbers. */
    static String path(int rule) {
        return "/section-" + rule + "/";
    }

    /** Requests with this value of the parameter {@code action} are writes, for odd numbers. */
    static String action(int rule) {
        return "action-" + rule;
    }

    static String eachPath(Setup setup, IntFunction<String> line) {
        return each(setup, 0, line);
    }

    static String eachAction(Setup setup, IntFunction<String> line) {
        return each(setup, 1, line);
    }

    private static String each(Setup setup, int remainder, IntFunction<String> line) {
        return IntStream.range(0, setup.rules())
                .filter(rule -> rule % 2 == remainder)
                .mapToObj(line)
                .collect(Collectors.joining());
    }
}
