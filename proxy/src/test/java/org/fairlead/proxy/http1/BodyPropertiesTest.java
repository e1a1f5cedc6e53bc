package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Random;
import java.util.stream.LongStream;
import org.fairlead.proxy.http1.BodyReader.Mode;
import org.fairlead.proxy.http1.BodyReader.Progress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any content, in any chunks, cut anywhere, comes out as it went in. */
class BodyPropertiesTest {
    private final BodyReader reader = new BodyReader(HeadLimits.DEFAULT);

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void keepsContentWhateverTheChunksAndCuts(long seed) {
        Random random = new Random(seed);
        byte[] content = new byte[random.nextInt(3000)];
        random.nextBytes(content);
        byte[] wire = chunked(content, random);

        assertThat(read(wire, Mode.DATA, random)).isEqualTo(Wire.text(content));
        String raw = read(wire, Mode.RAW, random);
        assertThat(read(raw.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), Mode.DATA, random))
                .isEqualTo(Wire.text(content));
    }

    /** Writes chunks of random sizes, some with extensions, leading zeros or capitals in the size. */
    private static byte[] chunked(byte[] content, Random random) {
        ByteBuf out = ByteBufAllocator.DEFAULT.heapBuffer();
        int at = 0;
        while (at < content.length) {
            int size = 1 + random.nextInt(Math.min(content.length - at, 1 + random.nextInt(600)));
            if (random.nextInt(3) > 0) {
                ChunkWriter.begin(out, size);
            } else {
                String line = "0".repeat(random.nextInt(3))
                        + Integer.toHexString(size).toUpperCase(java.util.Locale.ROOT);
                out.writeBytes(Wire.bytes(line + (random.nextBoolean() ? ";a=\"b\"¶" : "¶")));
            }
            out.writeBytes(content, at, size);
            ChunkWriter.end(out);
            at += size;
        }
        ChunkWriter.lastChunk(out);
        byte[] wire = new byte[out.readableBytes()];
        out.readBytes(wire).release();
        return wire;
    }

    private String read(byte[] wire, Mode mode, Random random) {
        CollectingSink sink = new CollectingSink();
        reader.reset(BodyFraming.CHUNKED, mode);
        int at = 0;
        while (at < wire.length) {
            int end = Math.min(wire.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 800));
            ByteBuf part = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(wire, at, end - at);
            Progress progress = reader.read(part, sink);
            assertThat(part.isReadable()).isFalse();
            part.release();
            assertThat(progress).isEqualTo(end == wire.length ? Progress.COMPLETE : Progress.MORE);
            at = end;
        }
        return sink.content();
    }
}
