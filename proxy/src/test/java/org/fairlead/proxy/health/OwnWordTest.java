package org.fairlead.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnWordTest {
    @Test
    void isReadInAnyOrder() {
        assertThat(OwnWord.parse("read-only, weight=50  lag=850ms"))
                .contains(new OwnWord(false, 50, Optional.of(Duration.ofMillis(850)), true));
        assertThat(OwnWord.parse("drain")).contains(new OwnWord(true, 100, Optional.empty(), false));
        assertThat(OwnWord.parse("up")).contains(OwnWord.NOTHING);
    }

    @Test
    void aWeightOfNothingIsADrain() {
        assertThat(OwnWord.parse("weight=0")).map(OwnWord::isDrain).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weight=101", "weight=-1", "lag=850", "drained", "drain; weight=5", "DRAIN"})
    void countsForNothingWhereAWordIsNotKnown(String text) {
        assertThat(OwnWord.parse(text)).isEmpty();
    }

    @Test
    void countsForNothingWhereItIsLong() {
        assertThat(OwnWord.parse("up ".repeat(100))).isEmpty();
    }
}
