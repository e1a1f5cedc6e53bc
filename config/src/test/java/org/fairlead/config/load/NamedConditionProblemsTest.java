package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is what stands under {@code conditions:}, and a use of it. */
final class NamedConditionProblemsTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 2000, textBlock = """
                special: {path: "/<name>"} | is: special | rules.yaml:9:20: services.wiki.rules[0].when.is: "special" without a value (expected: a value for <name>, such as {special: Foo})
                special: {path: "/<name>"} | is: {specail: [a]} | rules.yaml:9:30: services.wiki.rules[0].when.is.specail: "specail": unknown condition (did you mean special?)
                plain: {path: /p} | is: {plain: [a]} | rules.yaml:9:28: services.wiki.rules[0].when.is.plain: a value for "plain", which has no <name> in it (expected: is: plain, alone)
                a: {is: b}, b: {is: a} | is: a | rules.yaml:1:22: conditions.a.is: "b" is part of itself (expected: a condition that doesn't lead back to itself)⏎rules.yaml:1:34: conditions.b.is: "a" is part of itself (expected: a condition that doesn't lead back to itself)
                a: {is: {a: [x]}, path: "/<name>"} | is: {a: [y]} | rules.yaml:1:26: conditions.a.is.a: "a" is part of itself (expected: a condition that doesn't lead back to itself)
                a: {path: "<name>"} | is: {a: [x]} | rules.yaml:1:24: conditions.a.path: "x" (expected: a path that begins with a slash or a star, without a query: that is matched by the key query)
                """)
    void tellsWhatIsWrong(String replace, String by, String expected) {
        ConfigurationFiles files = ConfigurationFiles.good(folder)
                .inRules("path: /x", by)
                .inRules("services:", "conditions: {" + replace + "}⏎services:");

        assertThat(files.problems()).isEqualTo(expected);
    }

    /** Each uses the one before twice: thirty of them are a billion. */
    @Test
    void thoseThatDoubleWithEachStepAreBounded() {
        StringBuilder conditions = new StringBuilder("c0: {path: /a}");
        for (int i = 1; i < 30; i++) {
            conditions.append(", c%d: {any: [{is: c%d}, {is: c%d}]}".formatted(i, i - 1, i - 1));
        }
        ConfigurationFiles files = ConfigurationFiles.good(folder)
                .inRules("path: /x", "is: c29")
                .inRules("services:", "conditions: {" + conditions + "}⏎services:");

        assertThat(files.problems()).contains("more than 10000 conditions when all are written out");
    }
}
