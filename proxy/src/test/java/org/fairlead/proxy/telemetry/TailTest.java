package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.Operations;
import org.fairlead.matching.Glob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final Tail.Filter ALL =
            new Tail.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Telemetry telemetry =
            Telemetry.start(new Operations.AccessLog(new Operations.AccessLog.Target.Off(), Set.of()));
    private final LoopTelemetry loop = telemetry.forLoop();

    @AfterEach
    void close() {
        telemetry.close();
    }

    private void exchange(String url) {
        loop.exchangeEnded(Exchanges.begun(loop.newRecord(), url));
    }

    private static String drained(Tail tail) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tail.drainTo(Channels.newChannel(out)::write);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hasWhatEndsWhileItIsOpen() throws IOException {
        exchange("https://en.example.org/before");
        try (Tail tail = telemetry.tail(ALL)) {
            exchange("https://en.example.org/during?secret=1");
            assertThat(drained(tail))
                    .contains("\"host\":\"en.example.org\",\"path\":\"/during\",\"query\":\"secret=*\"")
                    .doesNotContain("/before");
            assertThat(drained(tail)).isEmpty();
        }
    }

    @Test
    void hasOnlyWhatItsFilterLetsThrough() throws IOException {
        var host = Optional.of(Glob.value("*.example.org", true));
        try (Tail tail = telemetry.tail(new Tail.Filter(Optional.empty(), host, Optional.empty(), Optional.empty()));
                Tail none = telemetry.tail(
                        new Tail.Filter(Optional.of("pin"), Optional.empty(), Optional.empty(), Optional.empty()))) {
            exchange("https://EN.example.org/a");
            exchange("https://example.com/b");
            assertThat(drained(tail).lines()).singleElement().asString().contains("\"path\":\"/a\"");
            assertThat(drained(none)).isEmpty();
        }
    }

    @Test
    void missesWhatFindsNoRoomAndSaysHowMuch() throws IOException {
        try (Tail tail = telemetry.tail(ALL)) {
            for (int i = 0; i < 2000; i++) {
                exchange("https://en.example.org/" + i);
            }
            long kept = drained(tail).lines().count();
            assertThat(kept).isPositive();
            assertThat(tail.missed()).isEqualTo(2000 - kept);
            assertThat(tail.missed()).isZero();
        }
    }

    @Test
    void onlySomeMayFollowAtOnce() {
        for (int i = 0; i < Tails.MOST; i++) {
            telemetry.tail(ALL);
        }
        assertThatThrownBy(() -> telemetry.tail(ALL)).hasMessageContaining("4 follow already");
    }
}
