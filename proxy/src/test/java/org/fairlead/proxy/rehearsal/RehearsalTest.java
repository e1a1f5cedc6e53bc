package org.fairlead.proxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.time.Duration;
import org.fairlead.proxy.testkit.LogLines;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void endsWhenAsManyRequestsAsWantedWereAnswered() throws IOException {
        assertThat(Rehearsal.run(500, Duration.ofSeconds(60))).isBetween(500L, 520L);
    }

    @Test
    void endsWhenTheTimeIsOver() throws IOException {
        try (LogLines netty = new LogLines("io.netty.channel.DefaultChannelPipeline")) {
            assertThat(Rehearsal.run(Long.MAX_VALUE, Duration.ofMillis(300))).isPositive();
            assertThat(netty.lines()).as("of what was under way").isEmpty();
        }
    }

    @Test
    void endsByItselfWithAllParts() {
        assertThatCode(Rehearsal::withAllParts).doesNotThrowAnyException();
    }
}
