package org.fairlead.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames as they go out, and what their promises say. */
class FrameBatchTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final FrameBatch batch = new FrameBatch(new DefaultHttp2HeadersEncoder(), stream -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

    /** One frame, as RFC 9113 §4.1 has it. */
    private record Frame(int type, int flags, int stream, byte[] payload) {
        static Frame read(ByteBuf in) {
            int length = in.readUnsignedMedium();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readBytes(payload);
            return new Frame(type, flags, stream, payload);
        }
    }

    @AfterEach
    void end() {
        batch.close();
        channel.finishAndReleaseAll();
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().lastContext();
    }

    /** Each write by itself, as the frames in it. */
    private List<List<Frame>> written() {
        batch.handOver(context());
        channel.flush();
        List<List<Frame>> writes = new ArrayList<>();
        List<Frame> open = new ArrayList<>();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes(out);
            out.release();
            open.clear();
            ByteBuf whole = all.duplicate();
            while (whole.readableBytes() >= 9
                    && whole.readableBytes() >= 9 + whole.getUnsignedMedium(whole.readerIndex())) {
                open.add(Frame.read(whole));
            }
            if (!whole.isReadable()) {
                writes.add(List.copyOf(open));
                all.clear();
            }
        }
        assertThat(all.isReadable()).as("half a frame").isFalse();
        return writes;
    }

    private ChannelPromise headers(int stream, String value) {
        ChannelPromise promise = channel.newPromise();
        Http2Headers headers = new DefaultHttp2Headers().status("200").add("x-value", value);
        batch.writeHeaders(context(), stream, headers, 0, false, promise);
        return promise;
    }

    private ChannelPromise data(int stream, int length, boolean ends) {
        ChannelPromise promise = channel.newPromise();
        batch.writeData(context(), stream, Unpooled.wrappedBuffer(new byte[length]), 0, ends, promise);
        return promise;
    }

    @Test
    void smallOnesShareAWrite() {
        ChannelPromise head = headers(0x01020305, "a");
        ChannelPromise body = data(0x01020305, 1000, true);
        assertThat(head.isDone() || body.isDone()).isFalse();

        List<List<Frame>> writes = written();

        assertThat(writes).hasSize(1);
        assertThat(writes.get(0)).extracting(Frame::type).containsExactly(HEADERS, DATA);
        assertThat(writes.get(0)).extracting(Frame::flags).containsExactly(END_HEADERS, END_STREAM);
        assertThat(writes.get(0)).extracting(Frame::stream).containsOnly(0x01020305);
        assertThat(writes.get(0).get(1).payload()).hasSize(1000);
        assertThat(head.isSuccess() && body.isSuccess()).isTrue();
    }

    @Test
    void othersGoByThemselvesInTheirOrder() {
        data(1, 10, false);
        data(1, 10_000, false);
        data(1, 20, false);
        batch.writePing(context(), false, 7, channel.newPromise());
        data(1, 30, true);

        List<Frame> frames = written().stream().flatMap(List::stream).toList();

        assertThat(frames).extracting(Frame::type).containsExactly(DATA, DATA, DATA, PING, DATA);
        assertThat(frames).extracting(frame -> frame.payload().length).containsExactly(10, 10_000, 20, 8, 30);
    }

    @Test
    void manyAreNotHeldForLong() {
        for (int i = 0; i < 100; i++) {
            data(1, 1000, false);
        }

        List<List<Frame>> writes = written();

        assertThat(writes).hasSizeGreaterThan(2);
        assertThat(writes.stream().mapToInt(List::size).sum()).isEqualTo(100);
    }

    @Test
    void aLongHeaderBlockIsContinued() throws Http2Exception {
        headers(3, "é!~ ".repeat(20_000));

        List<Frame> frames = written().stream().flatMap(List::stream).toList();

        assertThat(frames).hasSizeGreaterThan(2);
        assertThat(frames.get(0).type()).isEqualTo(HEADERS);
        assertThat(frames.subList(1, frames.size())).extracting(Frame::type).containsOnly(CONTINUATION);
        assertThat(frames).extracting(Frame::stream).containsOnly(3);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).payload().length).isBetween(1, 16_384);
            assertThat(frames.get(i).flags()).isEqualTo(i == frames.size() - 1 ? END_HEADERS : 0);
        }
        ByteBuf block = Unpooled.buffer();
        frames.forEach(frame -> block.writeBytes(frame.payload()));
        Http2Headers headers = new DefaultHttp2HeadersDecoder(false, 1 << 20).decodeHeaders(3, block);
        assertThat(headers.get("x-value")).hasSize(80_000);
    }

    @Test
    void whatWasNotWrittenFails() {
        ChannelPromise promise = data(1, 10, true);

        batch.close();

        assertThat(promise.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void oneFutureSaysWhatBecomesOfAllThatGoesOutTogether() throws Exception {
        ChannelFuture head = batch.writeHead(context(), 1, new DefaultHttp2Headers().status("200"), false);
        ChannelFuture body = batch.writeContent(context(), 1, Unpooled.wrappedBuffer(new byte[10]), true);
        ChannelPromise other = data(3, 10, true);
        assertThat(body).isSameAs(head);
        assertThat(head.isDone() || other.isDone()).isFalse();

        assertThat(written())
                .singleElement()
                .satisfies(frames -> assertThat(frames).extracting(Frame::type).containsExactly(HEADERS, DATA, DATA));
        assertThat(head.isSuccess() && other.isSuccess()).isTrue();
        assertThat(batch.writeContent(context(), 5, Unpooled.EMPTY_BUFFER, true))
                .isNotSameAs(head);
    }

    @Test
    void itFailsWithWhatWasNotWritten() throws Exception {
        ChannelFuture head = batch.writeHead(context(), 1, new DefaultHttp2Headers().status("200"), true);

        batch.close();

        assertThat(head.cause()).isInstanceOf(ClosedChannelException.class);
    }

    /** The other side can't follow our header blocks any more. */
    @Test
    void aFailedWriteEndsTheConnection() throws Exception {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IllegalStateException("no room"));
            }
        });
        ChannelFuture head = batch.writeHead(context(), 1, new DefaultHttp2Headers().status("200"), true);

        batch.handOver(context());

        assertThat(head.cause()).hasMessage("no room");
        assertThat(channel.isOpen()).isFalse();
    }
}
