package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.function.IntFunction;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** A proxy that is believed brings what many do on one connection: what one of them does is no reason to end it. */
class ProxiesOfManyTest {
    /** More than a single client may have within half a minute. */
    private static final int MANY = 300;

    private static byte[] aborted(int stream) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 5, stream, block));
        frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.RST_STREAM, 0, stream, RawHttp2Client.int32(8)));
        return frames.toByteArray();
    }

    private static byte[] malformed(int stream) {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "nonsense"));
        return RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 5, stream, block);
    }

    private static void assertServedAfter(IntFunction<byte[]> nuisance) {
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Fleet fleet = Fleet.alone(origin.port()).trusts("127.0.0.0/8").start();
                RawHttp2Client proxy = RawHttp2Client.connect(fleet.at("eqiad"))) {
            for (int i = 0; i < MANY; i++) {
                proxy.bytes(nuisance.apply(proxy.open()));
            }

            assertThat(proxy.get("/").status).isEqualTo(200);
        }
    }

    @Test
    void mayAbortWhatManyAbort() {
        assertServedAfter(ProxiesOfManyTest::aborted);
    }

    @Test
    void mayPassOnWhatManyDoWrong() {
        assertServedAfter(ProxiesOfManyTest::malformed);
    }
}
