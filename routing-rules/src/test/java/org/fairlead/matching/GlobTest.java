package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.fairlead.message.Ascii;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /wiki/Foo         | /wiki/Foo           | true
                    /wiki/Foo         | /wiki/foo           | false
                    /wiki/Foo         | /wiki/Foo/          | false
                    /wiki/Foo         | /wiki/Fo            | false
                    /wiki/*           | /wiki/              | true
                    /wiki/*           | /wiki/Foo           | true
                    /wiki/*           | /wiki/Foo/Bar       | false
                    /wiki/**          | /wiki/Foo/Bar       | true
                    /wiki/**          | /wiki               | false
                    /*/edit           | /wiki/edit          | true
                    /*/edit           | /a/b/edit           | false
                    /**/edit          | /a/b/edit           | true
                    /**/edit          | /edit               | false
                    /w/*.php          | /w/index.php        | true
                    /w/*.php          | /w/.php             | true
                    /w/*.php*         | /w/index.php/x      | false
                    /w/*.php**        | /w/index.php/x      | true
                    **                | /                   | true
                    *                 | /                   | false
                    /a*b*c            | /a1b2c              | true
                    /a*b*c            | /abbc               | true
                    /a*b**c           | /a/bc               | false
                    /a*a              | /a                  | false
                    /a***c            | /a/b/c              | true
                    /100\\*           | /100*               | true
                    /100\\*           | /1000               | false
                    /a\\\\b           | /a\\b               | true
                    """)
    void matchesPathsInSegments(String pattern, String path, boolean matches) {
        assertThat(matches(Glob.path(pattern, false), path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    *Session             | enwikiSession        | true
                    *Session             | enwikiSessionX       | false
                    Bearer *             | Bearer a/b/c         | true
                    *a/*                 | x/a/b                | true
                    master               | notmaster            | false
                    """)
    void matchesValuesAcrossSlashes(String pattern, String value, boolean matches) {
        assertThat(matches(Glob.value(pattern, false), value)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "rollback, Rollback, true",
        "ROLL*, rollback, true",
        "*BACK, RollBack, true",
        "*LL*CK, rollback, true",
        "ä, Ä, false",
        "@, `, false",
        "[, {, false"
    })
    void ignoresTheCaseOfAsciiLettersOnly(String pattern, String value, boolean matches) {
        assertThat(matches(Glob.value(pattern, true), value)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"/wiki/Foo, /wiki/Foo", "/wiki/*, /wiki/", "**, ''", "'', ''", "/a\\*b*, /a*b"})
    void knowsWhatEveryMatchBeginsWith(String pattern, String prefix) {
        assertThat(prefix(Glob.path(pattern, false))).isEqualTo(prefix);
        assertThat(prefix(Glob.path(pattern, true))).isEqualTo(prefix.toLowerCase(Locale.ROOT));
    }

    private static String prefix(Glob glob) {
        return Ascii.text(glob.literalPrefix(), 0, glob.literalPrefix().length);
    }

    private static boolean matches(Glob glob, String value) {
        byte[] bytes = Ascii.bytes("<" + value + ">");
        return glob.matches(bytes, 1, bytes.length - 1);
    }

    @Nested
    class AgainstTheReference {
        static LongStream seeds() {
            return LongStream.range(0, 200);
        }

        @ParameterizedTest(name = "seed {0}")
        @MethodSource("seeds")
        void agreesOnShortPatterns(long seed) {
            Random random = new Random(seed);
            for (int i = 0; i < 200; i++) {
                agree(pattern(random, 8), text(random, "ab/A*", 10), random);
            }
        }

        @ParameterizedTest(name = "seed {0}")
        @MethodSource("seeds")
        void agreesOnPatternsOfSeveralWords(long seed) {
            Random random = new Random(seed);
            for (int i = 0; i < 10; i++) {
                String middle = exactly(60 + random.nextInt(90), random, "ab/");
                String pattern = pattern(random, 3) + "*" + middle + "*" + pattern(random, 4);
                agree(pattern, text(random, "ab/", 3) + middle + text(random, "ab/", 5), random);
                agree(pattern, text(random, "ab/", 3) + middle.substring(1) + "b", random);
            }
        }

        private void agree(String pattern, String value, Random random) {
            boolean ignoreCase = random.nextBoolean();
            boolean path = random.nextBoolean();
            Glob glob = path ? Glob.path(pattern, ignoreCase) : Glob.value(pattern, ignoreCase);
            String p = ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
            String v = ignoreCase ? value.toLowerCase(Locale.ROOT) : value;
            assertThat(matches(glob, value))
                    .as("%s %s over %s, ignoring case: %s", path ? "path" : "value", pattern, value, ignoreCase)
                    .isEqualTo(ReferenceGlob.matches(p, v, path));
        }

        private static String pattern(Random random, int length) {
            return text(random, "ab/A**\\", length);
        }

        private static String text(Random random, String alphabet, int longest) {
            return exactly(random.nextInt(longest + 1), random, alphabet);
        }

        private static String exactly(int length, Random random, String alphabet) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            return text.toString();
        }
    }

    @Test
    @Timeout(5)
    void isNotMadeSlowByAPatternThatDefeatsBacktracking() {
        Glob glob = Glob.value("*a".repeat(50) + "*b", false);
        byte[] value = Ascii.bytes("a".repeat(30_000));
        for (int i = 0; i < 100; i++) {
            assertThat(glob.matches(value, 0, value.length)).isFalse();
        }
    }
}
