package org.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.fairlead.bench.load.ResponseReader.Progress;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
    private static final String RESPONSE = "HTTP/1.1 503 Busy\r\nA: b\r\ncontent-LENGTH: 5\r\n\r\nhello";

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void findsTheEndHoweverTheBytesArrive() {
        for (int split = 0; split <= RESPONSE.length(); split++) {
            ResponseReader reader = new ResponseReader();
            ByteBuf bytes = bytes(RESPONSE.substring(0, split));
            Progress first = reader.read(bytes);
            assertThat(first).isEqualTo(split == RESPONSE.length() ? Progress.COMPLETE : Progress.INCOMPLETE);
            if (first == Progress.INCOMPLETE) {
                ByteBuf all = Unpooled.wrappedBuffer(bytes, bytes(RESPONSE.substring(split)));
                assertThat(reader.read(all)).as("split at " + split).isEqualTo(Progress.COMPLETE);
                assertThat(all.isReadable()).isFalse();
            }
            assertThat(reader.status()).isEqualTo(503);
        }
    }

    @Test
    void readsOneAfterTheOther() {
        ResponseReader reader = new ResponseReader();
        ByteBuf bytes = bytes(RESPONSE + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(reader.read(bytes)).isEqualTo(Progress.COMPLETE);
        assertThat(reader.read(bytes)).isEqualTo(Progress.COMPLETE);
        assertThat(reader.status()).isEqualTo(200);
    }

    @Test
    void refusesWhatHasNoLength() {
        ByteBuf bytes = bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(new ResponseReader().read(bytes)).isEqualTo(Progress.UNREADABLE);
    }
}
