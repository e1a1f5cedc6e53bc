package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.fairlead.proxy.http1.BodyReader.Mode;
import org.fairlead.proxy.http1.BodyReader.Progress;

/** The reader of chunked bodies: the same in one go and in pieces; what is passed on in chunks is read as the same content. */
public final class ChunkedBodyFuzz {
    private ChunkedBodyFuzz() {}

    private record Outcome(Progress progress, String content, String trailers, int left) {}

    public static void fuzzerTestOneInput(byte[] data) {
        Outcome whole = read(data, Mode.DATA, data.length);
        int step = data.length == 0 ? 1 : 1 + (data[data.length - 1] & 7);
        assertThat(read(data, Mode.DATA, step)).isEqualTo(whole);
        Outcome raw = read(data, Mode.RAW, data.length);
        Outcome rawInPieces = read(data, Mode.RAW, step);
        assertThat(raw.progress()).isEqualTo(whole.progress());
        assertThat(rawInPieces.progress()).isEqualTo(whole.progress());
        if (whole.progress() == Progress.COMPLETE) {
            assertThat(simply(new String(data, 0, data.length - whole.left(), StandardCharsets.ISO_8859_1)))
                    .isEqualTo(whole.content());
            again(raw, whole);
            again(rawInPieces, whole);
        }
    }

    private static void again(Outcome raw, Outcome whole) {
        // Where there are trailers, their taker writes the last chunk.
        String bytes = raw.trailers().isEmpty() ? raw.content() : raw.content() + "0\r\n\r\n";
        Outcome again = read(bytes.getBytes(StandardCharsets.ISO_8859_1), Mode.DATA, Math.max(1, bytes.length()));
        assertThat(again).isEqualTo(new Outcome(Progress.COMPLETE, whole.content(), "", 0));
        assertThat(raw.trailers()).isEqualTo(whole.trailers());
    }

    private static Outcome read(byte[] data, Mode mode, int step) {
        BodyReader reader = new BodyReader(HeadLimits.DEFAULT);
        CollectingSink sink = new CollectingSink();
        reader.reset(BodyFraming.CHUNKED, mode);
        Progress progress = Progress.MORE;
        int at = 0;
        while (at < data.length && progress == Progress.MORE) {
            int end = Math.min(data.length, at + step);
            ByteBuf part = Unpooled.wrappedBuffer(data, at, end - at);
            progress = reader.read(part, sink);
            at = end - part.readableBytes();
            part.release();
        }
        // Where it is refused, how far it was read doesn't matter.
        int left = progress == Progress.REJECTED ? 0 : data.length - at;
        return new Outcome(progress, progress == Progress.REJECTED ? "" : sink.content(), sink.trailers(), left);
    }

    /** The simplest of readers, for what is known to be right. */
    private static String simply(String bytes) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            String size = bytes.substring(at, lineEnd).split(";", 2)[0];
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return content.toString();
            }
            content.append(bytes, lineEnd + 2, lineEnd + 2 + length);
            at = lineEnd + 2 + length + 2;
        }
    }
}
