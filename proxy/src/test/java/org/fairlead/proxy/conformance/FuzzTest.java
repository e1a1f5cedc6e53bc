package org.fairlead.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Seeded mutations of the table's messages, through the whole proxy and through Netty: nobody sees other messages than we do.
 * {@code scripts/fuzz} runs the same for longer, from another seed.
 */
class FuzzTest {
    private static final int SEEDS = Integer.getInteger("fairlead.fuzz.seeds", 40_000);
    private static final int MINUTES = Integer.getInteger("fairlead.fuzz.minutes", 0);
    private static final long FIRST = Long.getLong("fairlead.fuzz.seed", 0);
    private static final int MOST_FINDINGS = 20;

    @Test
    void findsNoDifferenceThatNobodyExplained() {
        List<String> findings = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
        long seed = FIRST;
        try (Fuzz fuzz = new Fuzz()) {
            for (; goesOn(seed - FIRST, end) && findings.size() < MOST_FINDINGS; seed++) {
                fuzz.run(seed).ifPresent(findings::add);
            }
            assertThat(fuzz.forwarded()).as("requests that went to an origin").isGreaterThan((seed - FIRST) / 20);
        }
        System.out.printf(
                "fuzz: seeds %d to %d, %d messages, %d findings%n",
                FIRST, seed - 1, 2 * (seed - FIRST), findings.size());
        assertThat(findings).as("of %d seeds from %d on", seed - FIRST, FIRST).isEmpty();
    }

    private static boolean goesOn(long done, long end) {
        return MINUTES > 0 ? System.nanoTime() < end : done < SEEDS;
    }
}
