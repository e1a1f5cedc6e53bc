package org.fairlead.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client gets of an answer, and in how many writes. */
class OutgoingResponseTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";
    private static final String LARGE = "b".repeat(20_000);

    private final Client client = new Client();
    private final OutgoingResponse response = new OutgoingResponse(client);

    private static ByteBuf buffer(String text) {
        return UnpooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void begin() {
        response.begin(-1).writeBytes(HEAD.getBytes(StandardCharsets.US_ASCII));
    }

    /** A buffer whose head was read, and whose body was not. */
    private static ByteBuf read(String head, String body) {
        return buffer(head + body).skipBytes(head.length());
    }

    @Test
    void sendsHeadAndSmallBodyAsOne() {
        begin();
        ByteBuf in = read("x", "body");
        response.add(in, 4);
        response.flush();

        assertThat(client.writes).containsExactly(HEAD + "body");
        in.release();
    }

    @Test
    void gathersWhatDoesNotFitIntoTheFirstBuffer() {
        begin();
        ByteBuf in = read("x", "b".repeat(16_000));
        response.add(in, 16_000);
        response.flush();

        assertThat(client.writes).containsExactly(HEAD + "b".repeat(16_000));
        in.release();
    }

    @Test
    void putsTheHeadInFrontOfALargeBody() {
        begin();
        ByteBuf in = read("h".repeat(HEAD.length()), LARGE + "next");
        response.add(in, LARGE.length());

        assertThat(response.isCommitted()).isFalse();
        response.flush();
        assertThat(client.writes).containsExactly(HEAD + LARGE);
        assertThat(in.readableBytes()).isEqualTo(4);
        assertThat(in.refCnt()).isEqualTo(1);
        in.release();
    }

    @Test
    void leavesWhatWasNotReadBefore() {
        begin();
        ByteBuf in = read("h".repeat(HEAD.length() - 1), LARGE);
        response.add(in, LARGE.length());
        response.flush();

        assertThat(client.writes).containsExactly(HEAD, LARGE);
        in.release();
    }

    @Test
    void leavesWhatSomebodyElseStillHas() {
        begin();
        String before = "h".repeat(HEAD.length());
        ByteBuf in = read(before, LARGE);
        ByteBuf others = in.retainedSlice(0, before.length());
        response.add(in, LARGE.length());
        response.flush();

        assertThat(others.toString(StandardCharsets.US_ASCII)).isEqualTo(before);
        assertThat(client.writes).containsExactly(HEAD, LARGE);
        others.release();
        in.release();
    }

    @Test
    void framesChunksAroundALargePart() {
        begin();
        response.frameChunks();
        ByteBuf in = read("h".repeat(100), LARGE);
        response.add(in, LARGE.length());
        response.end();
        response.flush();

        assertThat(String.join("", client.writes)).isEqualTo(HEAD + "4e20\r\n" + LARGE + "\r\n0\r\n\r\n");
        in.release();
    }

    @Test
    void forgetsALargePartThatWasNotSent() {
        begin();
        ByteBuf in = read("h".repeat(100), LARGE);
        response.add(in, LARGE.length());
        response.discard();

        assertThat(in.refCnt()).isEqualTo(1);
        assertThat(client.writes).isEmpty();
        in.release();
    }

    private static final class Client implements ClientSide {
        private final List<String> writes = new ArrayList<>();

        @Override
        public ByteBufAllocator allocator() {
            return UnpooledByteBufAllocator.DEFAULT;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(ByteBuf bytes) {
            writes.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }

        @Override
        public void writeNow(ByteBuf bytes) {
            write(bytes);
        }

        @Override
        public void flush() {}

        @Override
        public void mayRest() {}

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void switchedProtocols() {}

        @Override
        public void exchangeEnded(Ending ending) {}
    }
}
