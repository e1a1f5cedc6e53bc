package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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
        assertThat(RoundTrip.readsTheSame(parser, head)).isTrue();
    }
}
