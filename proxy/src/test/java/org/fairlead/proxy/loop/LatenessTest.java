package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final long TICK = Deadlines.TICK_NANOS;

    private final Lateness lateness = new Lateness(0);

    @Test
    void isNoneWhileTicksCome() {
        lateness.tick(TICK);
        lateness.tick(2 * TICK);

        assertThat(lateness.nanos()).isZero();
    }

    @Test
    void isByHowMuchATickWasLate() {
        lateness.tick(6 * TICK);

        assertThat(lateness.nanos()).isEqualTo(5 * TICK);
    }

    @Test
    void isForgottenByHalves() {
        lateness.tick(5 * TICK);
        lateness.tick(6 * TICK);
        lateness.tick(7 * TICK);

        assertThat(lateness.nanos()).isEqualTo(TICK);
    }

    @Test
    void isNotForgottenByTicksThatMakeUpForOthers() {
        lateness.tick(5 * TICK);
        for (int i = 0; i < 4; i++) {
            lateness.tick(5 * TICK + i);
        }

        assertThat(lateness.nanos()).isEqualTo(4 * TICK);
    }
}
