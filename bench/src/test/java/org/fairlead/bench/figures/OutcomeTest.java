package org.fairlead.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlead.bench.figures.Measure.CPU_PER_REQUEST;
import static org.fairlead.bench.figures.Measure.REQUESTS_PER_SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.fairlead.bench.machine.Conditions;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Conditions QUIET = new Conditions(0, 0, 1, 0.7);
    private static final Conditions STOLEN = new Conditions(0.2, 0, 1, 0.7);
    private static final Conditions WAITING = new Conditions(0, 0, 0.6, 1);

    private final List<Round> rounds = new ArrayList<>();

    private void round(String contestant, int number, double micros, Conditions conditions) {
        rounds.add(new Round(
                contestant, number, Map.of(CPU_PER_REQUEST, micros, REQUESTS_PER_SECOND, 1e6 / micros), conditions));
    }

    private Outcome outcome() {
        return new Outcome("get-1k", "GET of 1 KiB", "as many as are answered", rounds, List.of());
    }

    @Test
    void comparesWithinRounds() {
        // The machine was twice as slow in the second round, for both.
        round("fairlead", 1, 8, QUIET);
        round("haproxy", 1, 10, QUIET);
        round("fairlead", 2, 16, QUIET);
        round("haproxy", 2, 20, QUIET);
        assertThat(outcome().ratio("fairlead", "haproxy", CPU_PER_REQUEST))
                .hasValueSatisfying(ratio -> assertThat(ratio).isCloseTo(0.8, Offset.offset(1e-9)));
    }

    @Test
    void comparesOnlyRoundsThatBothRan() {
        round("fairlead", 1, 8, QUIET);
        round("haproxy", 2, 10, QUIET);
        assertThat(outcome().ratio("fairlead", "haproxy", CPU_PER_REQUEST)).isEmpty();
    }

    @Test
    void dropsDisturbedRoundsOfAllWhenEnoughAreQuiet() {
        round("fairlead", 1, 8, QUIET);
        round("haproxy", 1, 10, QUIET);
        round("fairlead", 2, 99, STOLEN);
        round("haproxy", 2, 11, QUIET);
        Outcome outcome = outcome();
        assertThat(outcome.countedRounds()).containsExactly(1);
        assertThat(outcome.spread("haproxy", CPU_PER_REQUEST)).contains(new Spread(10, 10, 10, 1));
        assertThat(outcome.warnings())
                .singleElement()
                .asString()
                .contains("1 of 2 rounds", "20 %", "only the quiet ones");
    }

    @Test
    void keepsAllRoundsWhenFewAreQuiet() {
        round("fairlead", 1, 8, STOLEN);
        round("fairlead", 2, 9, STOLEN);
        round("fairlead", 3, 10, QUIET);
        assertThat(outcome().countedRounds()).containsExactly(1, 2, 3);
        assertThat(outcome().warnings()).singleElement().asString().contains("all rounds count");
    }

    @Test
    void saysWhoWaitedForTheGenerator() {
        round("fairlead", 1, 8, WAITING);
        round("haproxy", 1, 10, QUIET);
        assertThat(outcome().warnings()).singleElement().asString().contains("the bottleneck for fairlead:");
    }

    @Test
    void comparesWithHaproxyWhereItTookPart() {
        round("fairlead", 1, 8, QUIET);
        assertThat(Results.reference(outcome())).isEmpty();
        round("nginx", 1, 10, QUIET);
        assertThat(Results.reference(outcome())).contains("nginx");
        round("haproxy", 1, 10, QUIET);
        assertThat(Results.reference(outcome())).contains("haproxy");
    }
}
