package org.fairlead.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fairlead.proxy.conformance.Case.Step;
import org.fairlead.proxy.conformance.CaseRun.Variation;
import org.fairlead.proxy.downstream.Ring;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The table of cases, {@code src/test/resources/cases}: each goes through the whole proxy as it stands, split in two at every
 * byte (at seeded random ones where it is long), in single bytes, and pipelined behind a good request; always with the same result.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaseTableTest {
    /** Longer sends are cut at that many random places. */
    private static final int CUT_EVERYWHERE = 400;

    private static final int RANDOM_CUTS = 24;

    private final Map<Map<String, String>, Ring> rings = new HashMap<>();

    @AfterAll
    void close() {
        rings.values().forEach(Ring::close);
    }

    @TestFactory
    Stream<DynamicNode> cases() {
        Map<String, List<DynamicTest>> byFile = new LinkedHashMap<>();
        for (Case each : CaseFile.all()) {
            byFile.computeIfAbsent(each.file(), file -> new ArrayList<>())
                    .add(DynamicTest.dynamicTest(
                            each.where() + " " + each.name(),
                            CaseFile.FOLDER.resolve(each.file()).toUri(),
                            () -> run(each)));
        }
        return byFile.entrySet().stream()
                .map(file -> DynamicContainer.dynamicContainer(file.getKey(), file.getValue()));
    }

    @Test
    void holdsAtLeast250Cases() {
        assertThat(CaseFile.all()).hasSizeGreaterThanOrEqualTo(250);
    }

    private void run(Case what) {
        Ring ring = rings.computeIfAbsent(what.settings(), settings -> new Ring(Settings.configuration(settings)));
        try {
            for (Variation variation : variations(what)) {
                new CaseRun(what, ring, variation).run();
            }
        } catch (AssertionError e) {
            // What it left behind is nobody's business.
            rings.remove(what.settings());
            throw e;
        }
    }

    private static List<Variation> variations(Case what) {
        List<Variation> all = new ArrayList<>(List.of(Variation.WHOLE, Variation.PIPELINED));
        for (int i = 0; i < what.steps().size(); i++) {
            Step step = what.steps().get(i);
            if (step.kind().sends()) {
                int length = step.text().length();
                for (int cut : length <= CUT_EVERYWHERE
                        ? everywhere(length)
                        : random(length, what.name().hashCode())) {
                    all.add(new Variation(i, List.of(cut), false));
                }
                if (length <= CUT_EVERYWHERE) {
                    all.add(new Variation(i, everywhere(length), false));
                }
            }
        }
        return all;
    }

    private static List<Integer> everywhere(int length) {
        return Stream.iterate(1, at -> at < length, at -> at + 1).toList();
    }

    private static List<Integer> random(int length, long seed) {
        Random random = new Random(seed);
        TreeSet<Integer> cuts = new TreeSet<>();
        while (cuts.size() < RANDOM_CUTS) {
            cuts.add(1 + random.nextInt(length - 1));
        }
        return List.copyOf(cuts);
    }

    @Test
    void errorsNameFileAndLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaseFile.parse("a.cases", List.of("# a", "== b", "C> \\q")))
                .withMessageStartingWith("a.cases:3: \"\\q\" (expected: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaseFile.parse("a.cases", List.of("== b", "refuse 400")))
                .withMessageStartingWith("a.cases:2: \"refuse\" (expected: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaseFile.parse("a.cases", List.of("get")))
                .withMessageStartingWith("a.cases:1: ");
    }
}
