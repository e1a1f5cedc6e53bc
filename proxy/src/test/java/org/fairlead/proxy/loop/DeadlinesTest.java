package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeadlinesTest {
    private static final long TICK = Deadlines.TICK_NANOS;
    /** Far from zero and negative, as {@link System#nanoTime} may be. */
    private static final long START = -987_654_321_987L;

    private final Deadlines deadlines = new Deadlines(START);
    private final List<String> expired = new ArrayList<>();

    private Deadline deadline(String name) {
        return new Deadline(() -> expired.add(name));
    }

    @Test
    void expireOnceAndNeverEarly() {
        deadlines.set(deadline("a"), 5 * TICK);

        deadlines.advance(START + 5 * TICK - 1);
        assertThat(expired).isEmpty();
        deadlines.advance(START + 8 * TICK);
        assertThat(expired).containsExactly("a");
        deadlines.advance(START + 5000 * TICK);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void canBeMovedBackAndForth() {
        Deadline a = deadline("a");
        deadlines.set(a, 5 * TICK);
        deadlines.set(a, 50 * TICK);
        deadlines.advance(START + 40 * TICK);
        assertThat(expired).isEmpty();

        deadlines.set(a, 2 * TICK);
        deadlines.advance(START + 45 * TICK);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void canBeClearedAndSetAgain() {
        Deadline a = deadline("a");
        deadlines.set(a, 5 * TICK);
        deadlines.clear(a);
        deadlines.advance(START + 10 * TICK);
        assertThat(expired).isEmpty();

        deadlines.set(a, 5 * TICK);
        deadlines.remove(a);
        deadlines.remove(a);
        deadlines.advance(START + 20 * TICK);
        assertThat(expired).isEmpty();

        deadlines.set(a, 5 * TICK);
        deadlines.advance(START + 30 * TICK);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void runThoughAnotherFails() {
        Deadline failing = new Deadline(() -> {
            throw new IllegalStateException("on purpose");
        });
        deadlines.set(deadline("before"), 5 * TICK);
        deadlines.set(failing, 5 * TICK);
        deadlines.set(deadline("after"), 5 * TICK);

        deadlines.advance(START + 10 * TICK);
        assertThat(expired).containsExactlyInAnyOrder("before", "after");
    }

    @Test
    void mayLieFurtherAwayThanTheWheelIsWide() {
        deadlines.set(deadline("far"), 5000 * TICK);
        for (int tick = 0; tick <= 4999; tick++) {
            deadlines.advance(START + tick * TICK);
        }
        assertThat(expired).isEmpty();
        deadlines.advance(START + 5002 * TICK);
        assertThat(expired).containsExactly("far");
    }

    @Test
    void mayTouchEachOtherWhileTheyExpire() {
        Deadline removed = deadline("removed");
        Deadline moved = deadline("moved");
        Deadline actor = new Deadline(() -> {
            expired.add("actor");
            deadlines.remove(removed);
            deadlines.set(moved, 100 * TICK);
        });
        // The last one linked is looked at first.
        deadlines.set(removed, 5 * TICK);
        deadlines.set(moved, 5 * TICK);
        deadlines.set(actor, 5 * TICK);

        deadlines.advance(START + 10 * TICK);
        assertThat(expired).containsExactly("actor");
        deadlines.advance(START + 120 * TICK);
        assertThat(expired).containsExactly("actor", "moved");
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void behaveLikeAListThatIsSearched(long seed) {
        Random random = new Random(seed);
        int count = 20;
        long[] due = new long[count];
        Deadline[] all = new Deadline[count];
        long[] firedAt = new long[count];
        long[] now = {START};
        for (int i = 0; i < count; i++) {
            int index = i;
            due[i] = Long.MAX_VALUE;
            all[i] = new Deadline(() -> firedAt[index] = now[0]);
        }
        for (int step = 0; step < 2000; step++) {
            int i = random.nextInt(count);
            switch (random.nextInt(4)) {
                case 0 -> {
                    long delay = random.nextLong(3000 * TICK);
                    deadlines.set(all[i], delay);
                    due[i] = now[0] + delay;
                }
                case 1 -> {
                    deadlines.clear(all[i]);
                    due[i] = Long.MAX_VALUE;
                }
                default -> advance(now, random.nextLong(30 * TICK), due, firedAt);
            }
        }
    }

    private void advance(long[] now, long by, long[] due, long[] firedAt) {
        java.util.Arrays.fill(firedAt, Long.MIN_VALUE);
        now[0] += by;
        deadlines.advance(now[0]);
        for (int i = 0; i < due.length; i++) {
            boolean fired = firedAt[i] != Long.MIN_VALUE;
            if (fired) {
                assertThat(due[i]).as("not early").isLessThanOrEqualTo(now[0]);
                due[i] = Long.MAX_VALUE;
            } else if (due[i] != Long.MAX_VALUE) {
                assertThat(due[i]).as("not late").isGreaterThan(now[0] - 3 * TICK);
            }
        }
    }
}
