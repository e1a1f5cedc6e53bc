package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.proxy.telemetry.LineChunks.Offer;
import org.junit.jupiter.api.Test;

class LineChunksTest {
    private static final LineTarget FULL_DISK = lines -> {
        throw new IOException("no space left on device");
    };

    private final ByteArrayOutputStream drained = new ByteArrayOutputStream();
    private final LineTarget out = Channels.newChannel(drained)::write;

    private static Offer offer(LineChunks lines, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        return lines.offer(bytes, bytes.length);
    }

    private static LineChunks chunks(int bytes, int most) {
        return new LineChunks(ByteBuffer::allocate, bytes, most);
    }

    @Test
    void handsOnInOrderAndOnce() throws IOException {
        LineChunks lines = chunks(8, 2);
        offer(lines, "one;");
        lines.drainTo(out);
        offer(lines, "two;");
        offer(lines, "three;");
        lines.drainTo(out);
        lines.drainTo(out);

        assertThat(drained).hasToString("one;two;three;");
    }

    @Test
    void refusesWhatDoesntFitAndKeepsTheRest() throws IOException {
        LineChunks lines = chunks(8, 2);

        assertThat(offer(lines, "01234567")).isEqualTo(Offer.TAKEN);
        assertThat(offer(lines, "8")).isEqualTo(Offer.TAKEN_BEHIND_FULL);
        assertThat(offer(lines, "abcdefgh")).isEqualTo(Offer.REFUSED);
        assertThat(offer(lines, "9")).isEqualTo(Offer.TAKEN);
        lines.drainTo(out);
        assertThat(offer(lines, "abcdefgh")).isEqualTo(Offer.TAKEN_BEHIND_FULL);
        lines.drainTo(out);

        assertThat(drained).hasToString("0123456789abcdefgh");
    }

    @Test
    void refusesALineThatNeverFits() throws IOException {
        LineChunks lines = chunks(8, 4);
        offer(lines, "before;");

        assertThat(offer(lines, "012345678")).isEqualTo(Offer.REFUSED);
        lines.drainTo(out);
        assertThat(drained).hasToString("before;");
    }

    @Test
    void loseTheirLinesToABrokenTargetWithoutBlocking() throws IOException {
        LineChunks lines = chunks(8, 2);
        offer(lines, "lost 1;");
        offer(lines, "lost 2;");

        assertThatThrownBy(() -> lines.drainTo(FULL_DISK)).hasMessage("no space left on device");
        assertThat(offer(lines, "kept 1;")).isEqualTo(Offer.TAKEN_BEHIND_FULL);
        lines.drainTo(out);
        assertThat(drained).hasToString("kept 1;");
    }

    @Test
    void tellEachFailure() {
        LineChunks lines = chunks(8, 3);
        offer(lines, "lost 1;");
        offer(lines, "lost 2;");
        offer(lines, "lost 3;");

        assertThatThrownBy(() -> lines.drainTo(FULL_DISK))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }

    @Test
    void refuseALineThereIsNoMemoryFor() throws IOException {
        int[] left = {1};
        LineChunks lines = new LineChunks(
                bytes -> {
                    if (left[0]-- == 0) {
                        throw new OutOfMemoryError("direct buffer memory");
                    }
                    return ByteBuffer.allocate(bytes);
                },
                8,
                2);
        offer(lines, "before;");

        assertThat(offer(lines, "refused")).isEqualTo(Offer.REFUSED);
        assertThat(offer(lines, "after;")).isEqualTo(Offer.TAKEN_BEHIND_FULL);
        lines.drainTo(out);
        assertThat(drained).hasToString("before;after;");
    }

    @Test
    void areLeftToOthersByWhoDrainsThemWhileMoreCome() throws IOException {
        LineChunks lines = chunks(8, 2);
        LineTarget slow = whole -> {
            offer(lines, "as much");
            out.write(whole);
        };
        offer(lines, "first 1;");
        offer(lines, "first 2;");

        assertThat(lines.drainTo(slow)).isTrue();
        assertThat(lines.hasFull()).isTrue();
        assertThat(lines.drainTo(out)).isTrue();
        assertThat(lines.hasFull()).isFalse();
        assertThat(lines.drainTo(out)).isFalse();
    }

    @Test
    void cannotBeOneChunk() {
        assertThatThrownBy(() -> chunks(8, 1)).hasMessageContaining("expected: 2 or more");
    }

    @Test
    void needTwoChunksWhereTheyAreDrainedInTime() throws IOException {
        List<ByteBuffer> made = new ArrayList<>();
        LineChunks lines = new LineChunks(
                bytes -> {
                    made.add(ByteBuffer.allocate(bytes));
                    return made.get(made.size() - 1);
                },
                8,
                100);
        for (int i = 0; i < 1000; i++) {
            offer(lines, "line");
            lines.drainTo(out);
        }

        assertThat(made).hasSize(2);
        assertThat(drained.size()).isEqualTo(4000);
    }

    @Test
    void passLinesBetweenThreadsWholeAndInOrder() throws Exception {
        LineChunks lines = chunks(256, 4);
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Void> consumer = CompletableFuture.runAsync(() -> {
            try {
                boolean isLast = false;
                while (!isLast) {
                    isLast = isOver.get();
                    lines.drainTo(out);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Random random = new Random(11);
        StringBuilder taken = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            String line = i + "x".repeat(random.nextInt(60)) + "\n";
            if (offer(lines, line) != Offer.REFUSED) {
                taken.append(line);
            }
        }
        isOver.set(true);
        consumer.get(60, TimeUnit.SECONDS);

        assertThat(taken.length()).isPositive();
        assertThat(drained.toString(StandardCharsets.US_ASCII).equals(taken.toString()))
                .as("all that was taken, and nothing else")
                .isTrue();
    }
}
