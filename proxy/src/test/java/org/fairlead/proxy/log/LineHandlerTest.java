package org.fairlead.proxy.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineHandlerTest {
    private static final int SURPLUS = 5;

    /** Takes nothing before it is told to. */
    private static final class SlowReader extends ByteArrayOutputStream {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch reads = new CountDownLatch(1);

        @Override
        public void write(byte[] bytes) {
            asked.countDown();
            try {
                // Asked first, as one that is to end still writes: it has been interrupted then.
                assertThat(reads.getCount() == 0 || reads.await(10, SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            writeBytes(bytes);
        }
    }

    @Test
    void neverWaitsForASlowReaderButDropsAndSaysSo() throws InterruptedException {
        SlowReader reader = new SlowReader();
        LineHandler handler = new LineHandler(reader);
        handler.begin();
        handler.publish(line("first"));
        assertThat(reader.asked.await(10, SECONDS)).isTrue();

        for (int i = 0; i < LineHandler.MOST_WAITING + SURPLUS; i++) {
            handler.publish(line("line " + i));
        }
        reader.reads.countDown();
        await().until(() -> reader.size() > 0);
        handler.close();

        assertThat(reader.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1 + 1 + LineHandler.MOST_WAITING)
                .anyMatch(line -> line.contains(" WARN  LineHandler: " + SURPLUS + " lines were dropped here"))
                .anyMatch(line -> line.endsWith(": line " + (LineHandler.MOST_WAITING - 1)))
                .noneMatch(line -> line.endsWith(": line " + LineHandler.MOST_WAITING));
    }

    @Test
    void writesAllThatWaitsBeforeItEnds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineHandler handler = new LineHandler(out);
        for (int i = 0; i < 100; i++) {
            handler.publish(line("line " + i));
        }
        handler.begin();
        handler.close();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(100);
    }

    private static LogRecord line(String message) {
        return new LogRecord(Level.INFO, message);
    }
}
