package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is accepted is written so that it reads the same, and is written the same from then on. */
class RoundTripTest {
    private static final String HEAD =
            "POST /a/b?c=d HTTP/1.1¶Host: a.example:8080¶Accept:⇥*/*¶X-Empty:¶Cookie:  a=b; c=d ¶Content-Length: 12¶¶";

    private final RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
    private final RequestHead head = new RequestHead();
    private final HeadWriter writer = new HeadWriter();

    static LongStream seeds() {
        return LongStream.range(0, 2000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsTheSameOnceWritten(long seed) {
        Random random = new Random(seed);
        byte[] received = Wire.bytes(HEAD);
        for (int i = random.nextInt(4); i > 0; i--) {
            received[random.nextInt(received.length)] = (byte) random.nextInt(256);
        }
        if (parser.parse(received, 0, received.length, head) < 0) {
            return;
        }
        String seen = describe();
        byte[] written = write();
        assertThat(parser.parse(written, 0, written.length, head)).isEqualTo(written.length);
        assertThat(describe()).isEqualTo(seen);
        assertThat(write()).isEqualTo(written);
    }

    private String describe() {
        String query = head.hasQuery() ? Wire.text(head.bytes()).substring(head.queryStart(), head.queryEnd()) : "none";
        String fields = IntStream.range(0, head.fields().count())
                .mapToObj(i -> head.fields().nameText(i) + "=" + head.fields().valueText(i))
                .collect(Collectors.joining("|"));
        return head.methodText() + "|" + head.pathText() + "|" + query + "|" + fields + "|" + parser.framing();
    }

    private byte[] write() {
        writer.requestLine(head);
        for (int i = 0; i < head.fields().count(); i++) {
            writer.field(head.fields(), i);
        }
        ByteBuf out = Unpooled.buffer();
        writer.end(out);
        byte[] written = new byte[out.readableBytes()];
        out.readBytes(written).release();
        return written;
    }
}
