package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.stream.Stream;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodyReader.Mode;
import org.fairlead.proxy.http1.BodyReader.Progress;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BodyReaderTest {
    private final BodyReader reader = new BodyReader(new HeadLimits(100, 3));

    /** Each row is tried whole, cut in two at every octet, and octet by octet; as content and as raw frames. */
    @Nested
    class Chunked {
        @ParameterizedTest
        @MethodSource("org.fairlead.proxy.http1.BodyReaderTest#chunked")
        void readsOrRefuses(String notation, String outcome) {
            byte[] bytes = Wire.bytes(notation);
            check(bytes, outcome, bytes.length);
            for (int cut = 0; cut <= bytes.length; cut++) {
                check(bytes, outcome, cut, bytes.length);
            }
            int[] everywhere = new int[bytes.length];
            Arrays.setAll(everywhere, i -> i + 1);
            check(bytes, outcome, everywhere);
        }

        private void check(byte[] bytes, String outcome, int... ends) {
            assertThat(read(bytes, Mode.DATA, ends))
                    .as("content, cut at %s", ends)
                    .isEqualTo(outcome);
            assertThat(readRaw(bytes, ends)).as("raw, cut at %s", ends).isEqualTo(outcome);
        }

        /** Reads as raw frames, completes these as a relay does, and reads the result as content. */
        private String readRaw(byte[] bytes, int... ends) {
            CollectingSink sink = new CollectingSink();
            int left = feed(BodyFraming.CHUNKED, Mode.RAW, bytes, sink, ends);
            String verdict = verdict(sink.trailers(), left);
            String end = sink.trailers().isEmpty() ? "" : "0¶" + sink.trailers() + "¶";
            byte[] passedOn = Wire.bytes(sink.content() + end);
            CollectingSink content = new CollectingSink();
            feed(BodyFraming.CHUNKED, Mode.DATA, passedOn, content, passedOn.length);
            assertThat(sink.content()).doesNotContain(";");
            return "(" + Wire.notation(content.content()) + ") " + verdict;
        }
    }

    static Stream<Arguments> chunked() {
        return Wire.table("""
            5¶hello¶0¶¶                         => (hello) complete
            5¶hello¶0¶¶GET                      => (hello) complete, 3 left
            1¶h¶2¶el¶02¶lo¶00¶¶                 => (hello) complete
            0¶¶                                 => () complete
            000¶¶                               => () complete
            A¶0123456789¶a¶0123456789¶0¶¶       => (01234567890123456789) complete
            0000000000000005¶hello¶0¶¶          => (hello) complete
            4¶0¶x¶0¶¶                           => (0¶x) complete

            # Extensions are validated, counted and never passed on.
            5;a¶hello¶0;b=c¶¶                   => (hello) complete
            5;a=" , \\"x" ;⇥b¶hello¶0¶¶        => (hello) complete
            5;a=" , \\"x" ; b⇥¶hello¶0¶¶        => () bad-chunk-extension
            5;a␊b¶hello¶0¶¶                     => () bad-chunk-extension
            5;a␊hello¶0¶¶                       => () bad-chunk-extension
            5;a␀¶hello¶0¶¶                      => () bad-chunk-extension
            5;a¬¶hello¶0¶¶                      => () bad-chunk-extension
            5;a␍b¶hello¶0¶¶                     => () bad-chunk-end

            # Sizes.
            ¶5¶hello¶0¶¶                        => () bad-chunk-size
            5 ¶hello¶0¶¶                        => () bad-chunk-size
            5 ;a¶hello¶0¶¶                      => () bad-chunk-size
            5⇥¶hello¶0¶¶                        => () bad-chunk-size
            ·5¶hello¶0¶¶                        => () bad-chunk-size
            +5¶hello¶0¶¶                        => () bad-chunk-size
            -5¶hello¶0¶¶                        => () bad-chunk-size
            0x5¶hello¶0¶¶                       => () bad-chunk-size
            5h¶hello¶0¶¶                        => () bad-chunk-size
            ;a¶hello¶0¶¶                        => () bad-chunk-size
            00000000000000005¶hello¶0¶¶         => () bad-chunk-size
            8000000000000000¶hello¶0¶¶          => () bad-chunk-size
            ffffffffffffffff¶hello¶0¶¶          => () bad-chunk-size
            10000000000000005¶hello¶0¶¶         => () bad-chunk-size
            7fffffff¶hello                => (hello) more
            80000000¶hello                => () bad-chunk-size

            # Line ends.
            5␊hello¶0¶¶                         => () bad-chunk-end
            5␍hello¶0¶¶                         => () bad-chunk-end
            5¶hello␊0¶¶                         => (hello) bad-chunk-end
            5¶hello␍0¶¶                         => (hello) bad-chunk-end
            5¶helloworld¶0¶¶                    => (hello) bad-chunk-end
            5¶hello0¶¶                          => (hello) bad-chunk-end
            5¶hell¶0¶¶                          => (hell␍) bad-chunk-end

            # Trailers: framing, routing and authentication don't belong there.
            1¶x¶0¶A: b¶C:⇥d ¶¶rest              => (x) complete, A: b¶C: d¶, 4 left
            0¶Fairlead-Write: done¶¶            => () complete, Fairlead-Write: done¶
            0¶Content-Length: 5¶¶               => () forbidden-trailer
            0¶Host: a¶A: b¶¶                    => () forbidden-trailer
            0¶transfer-encoding: chunked¶¶      => () forbidden-trailer
            0¶Te: a¶A: b¶Cookie: c¶¶            => () complete, A: b¶
            0¶Authorization: x¶Set-Cookie: y¶¶  => () complete
            0¶A : b¶¶                           => () bad-trailer
            0¶ A: b¶¶                           => () bad-trailer
            0¶A¶¶                               => () bad-trailer
            0¶A: b␊¶                            => () bad-trailer
            0¶␊                                 => () bad-trailer
            0¶A: ␀¶¶                            => () bad-trailer
            0¶␍x¶¶                              => () bad-trailer
            0¶A: b␍c¶¶                          => () bad-trailer
            0¶A:¶B:¶C:¶D:¶¶                     => () trailers-too-large

            # Not there yet.
            5                                   => () more
            5¶hel                               => (hel) more
            5¶hello                             => (hello) more
            5¶hello␍                            => (hello) more
            5¶hello¶0¶                          => (hello) more
            5¶hello¶0¶A: b¶                     => (hello) more
            """);
    }

    @Test
    void boundsChunkExtensions() {
        String extension = ";" + "x".repeat(255);
        assertThat(read(Wire.bytes("1" + extension + "¶x¶0¶¶"), Mode.DATA)).isEqualTo("(x) complete");
        assertThat(read(Wire.bytes("1" + extension + "x¶x¶0¶¶"), Mode.DATA)).isEqualTo("() chunk-extensions-too-large");
        assertThat(read(Wire.bytes(("1" + extension + "¶x¶").repeat(64) + "0¶¶"), Mode.DATA))
                .endsWith("complete");
        assertThat(read(Wire.bytes(("1" + extension + "¶x¶").repeat(64) + "0;¶¶"), Mode.DATA))
                .endsWith("chunk-extensions-too-large");
    }

    @Test
    void boundsTrailers() {
        assertThat(read(Wire.bytes("0¶A: " + "x".repeat(93) + "¶¶"), Mode.DATA)).startsWith("() complete");
        assertThat(read(Wire.bytes("0¶A: " + "x".repeat(94) + "¶¶"), Mode.DATA)).isEqualTo("() trailers-too-large");
    }

    @Test
    void passesAdjacentFramesOnAsOneSlice() {
        byte[] bytes = Wire.bytes("5¶hello¶6¶ world¶0¶¶");
        CollectingSink sink = new CollectingSink();
        feed(BodyFraming.CHUNKED, Mode.RAW, bytes, sink, bytes.length);
        assertThat(sink.content()).isEqualTo(Wire.text(bytes));
        assertThat(sink.slices()).isEqualTo(1);
    }

    @Test
    void passesContentOnUncopied() {
        ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(Wire.bytes("5¶hello¶0¶¶"));
        reader.reset(BodyFraming.CHUNKED, Mode.DATA);
        reader.read(in, new BodySink() {
            @Override
            public void data(ByteBuf slice) {
                assertThat(slice.memoryAddress()).isEqualTo(in.memoryAddress() + 3);
                slice.release();
            }

            @Override
            public void trailers(FieldTable trailers) {}
        });
        in.release();
    }

    @Test
    void countsBodyOfKnownLength() {
        byte[] bytes = Wire.bytes("helloGET");
        for (int cut = 0; cut < bytes.length; cut++) {
            CollectingSink sink = new CollectingSink();
            int left = feed(BodyFraming.length(5), Mode.RAW, bytes, sink, cut, bytes.length);
            assertThat(sink.content()).isEqualTo("hello");
            assertThat(left).isEqualTo(3);
            assertThat(reader.isComplete()).isTrue();
            assertThat(reader.end()).isEqualTo(Progress.COMPLETE);
        }
    }

    @Test
    void takesNothingWhereThereIsNoBody() {
        for (BodyFraming framing : new BodyFraming[] {BodyFraming.NONE, BodyFraming.length(0)}) {
            CollectingSink sink = new CollectingSink();
            assertThat(feed(framing, Mode.DATA, Wire.bytes("GET"), sink, 3)).isEqualTo(3);
            assertThat(reader.isComplete()).isTrue();
        }
    }

    @Test
    void endsWithTheConnectionWhereNothingElseSays() {
        byte[] bytes = Wire.bytes("0¶¶anything");
        CollectingSink sink = new CollectingSink();
        feed(BodyFraming.UNTIL_CLOSE, Mode.DATA, bytes, sink, 3, bytes.length);
        assertThat(reader.isComplete()).isFalse();
        assertThat(reader.end()).isEqualTo(Progress.COMPLETE);
        assertThat(sink.content()).isEqualTo(Wire.text(bytes));
    }

    @Test
    void callsShortBodyTruncated() {
        feed(BodyFraming.length(5), Mode.DATA, Wire.bytes("hell"), new CollectingSink(), 4);
        assertThatIllegalStateException().isThrownBy(reader::rejection);
        assertThat(reader.end()).isEqualTo(Progress.REJECTED);
        assertThat(reader.rejection()).isEqualTo(Rejection.TRUNCATED_BODY);
        for (String chunked : new String[] {"", "5", "5¶hello¶", "5¶hello¶0¶", "0¶A: b¶"}) {
            byte[] bytes = Wire.bytes(chunked);
            feed(BodyFraming.CHUNKED, Mode.RAW, bytes, new CollectingSink(), bytes.length);
            assertThat(reader.end()).isEqualTo(Progress.REJECTED);
            assertThat(reader.rejection()).isEqualTo(Rejection.TRUNCATED_BODY);
        }
    }

    @Test
    void takesNothingAfterViolation() {
        CollectingSink sink = new CollectingSink();
        feed(BodyFraming.CHUNKED, Mode.DATA, Wire.bytes("x"), sink, 1);
        ByteBuf more = Unpooled.wrappedBuffer(Wire.bytes("5¶hello¶"));
        assertThat(reader.read(more, sink)).isEqualTo(Progress.REJECTED);
        assertThat(more.readableBytes()).isEqualTo(10);
        assertThat(sink.slices()).isZero();
    }

    private String read(byte[] bytes, Mode mode) {
        return read(bytes, mode, bytes.length);
    }

    private String read(byte[] bytes, Mode mode, int... ends) {
        CollectingSink sink = new CollectingSink();
        int left = feed(BodyFraming.CHUNKED, mode, bytes, sink, ends);
        return "(" + Wire.notation(sink.content()) + ") " + verdict(sink.trailers(), left);
    }

    private String verdict(String trailers, int left) {
        if (reader.isComplete()) {
            return "complete" + (trailers.isEmpty() ? "" : ", " + trailers) + (left == 0 ? "" : ", " + left + " left");
        }
        return reader.end() == Progress.REJECTED && reader.rejection() != Rejection.TRUNCATED_BODY
                ? reader.rejection().label()
                : "more";
    }

    /** Reads the bytes in parts with these ends; returns how many are left behind the body. */
    private int feed(BodyFraming framing, Mode mode, byte[] bytes, BodySink sink, int... ends) {
        reader.reset(framing, mode);
        int start = 0;
        int left = 0;
        for (int end : ends) {
            ByteBuf part = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes, start, end - start);
            reader.read(part, sink);
            left += part.readableBytes();
            part.release();
            start = end;
        }
        return left;
    }
}
