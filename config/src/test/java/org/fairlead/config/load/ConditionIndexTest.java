package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.matching.ValuePattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionIndexTest {
    private static final List<String> TEXTS = List.of(
            "/", "/**", "/a", "/A", "/a/", "/a/**", "/a/*", "/a/b", "/a/b/**", "/a*b", "/%61", "/a\\\\*", "/é", "/É/**",
            "**", "/ab/c");

    private static Condition any(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 2 : 5)) {
            case 0 -> new Condition.PathIs(patterns(random, true));
            case 1 -> new Condition.CookieHas(random.nextBoolean() ? "a" : "b", new byte[0], patterns(random, false));
            case 2 -> new Condition.All(parts(random, depth));
            case 3 -> new Condition.Any(parts(random, depth));
            default -> new Condition.Not(any(random, depth - 1));
        };
    }

    private static List<Condition> parts(Random random, int depth) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> any(random, depth - 1))
                .toList();
    }

    private static List<ValuePattern> patterns(Random random, boolean isPath) {
        return IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(i -> pattern(random, isPath))
                .toList();
    }

    private static ValuePattern pattern(Random random, boolean isPath) {
        if (random.nextInt(8) == 0) {
            return ValuePattern.Present.PRESENT;
        }
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return isPath ? Glob.path(text, random.nextBoolean()) : Glob.value(text, random.nextBoolean());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsAllThatIsImplied(long seed) {
        Random random = new Random(seed);
        List<Condition> wide = new ArrayList<>();
        ConditionIndex index = new ConditionIndex();
        for (int i = 0; i < 300; i++) {
            wide.add(any(random, 2));
            index.add(i, wide.get(i));
        }
        int implied = 0;
        for (int i = 0; i < 300; i++) {
            Condition narrow = any(random, 2);
            List<Integer> those = IntStream.range(0, wide.size())
                    .filter(number -> Implication.holds(narrow, wide.get(number)))
                    .boxed()
                    .toList();
            implied += those.size();
            assertThat(index.thoseImpliedBy(narrow)).containsAll(those);
        }
        assertThat(implied).isGreaterThan(300);
    }

    @Test
    void doesNotFindWhatBeginsDifferently() {
        ConditionIndex index = new ConditionIndex();
        for (int i = 0; i < 1000; i++) {
            index.add(i, new Condition.PathIs(List.of(Glob.path("/page-" + i + "-/**", false))));
        }

        assertThat(index.thoseImpliedBy(new Condition.PathIs(List.of(Glob.path("/page-7-/x", false)))))
                .containsExactly(7);
    }
}
