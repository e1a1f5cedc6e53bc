package org.fairlead.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchingHandlerTest {
    private static final int WINDOW = 65_535;

    private static final class Side extends BatchingHandler {
        Side(Codec codec) {
            super(codec);
            decoder().frameListener(new Http2FrameAdapter());
        }
    }

    private final Side side = new Side(
            Codec.server(new Http2Settings().maxHeaderListSize(8192), new FrameBudget(() -> 0), new HeaderBlock()));
    private final EmbeddedChannel channel = new EmbeddedChannel(side);

    @BeforeEach
    void begin() {
        take();
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().lastContext();
    }

    /** How many bytes went out. */
    private int take() {
        side.flush(context());
        int bytes = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            bytes += out.readableBytes();
            ReferenceCountUtil.release(out);
        }
        return bytes;
    }

    private Http2Stream opened(int id) throws Exception {
        return side.connection().remote().createStream(id, true);
    }

    private ChannelFuture write(Http2Stream stream, int bytes, boolean ends) {
        return side.writeContent(context(), stream, Unpooled.wrappedBuffer(new byte[bytes]), ends);
    }

    private int window(Http2Stream stream) {
        return side.encoder().flowController().windowSize(stream);
    }

    @Test
    void smallContentTakesOfBothWindowsAndEndsItsStreamOnceItIsOut() throws Exception {
        Http2Stream stream = opened(1);

        ChannelFuture written = write(stream, 1000, true);

        assertThat(window(stream)).isEqualTo(WINDOW - 1000);
        assertThat(window(side.connection().connectionStream())).isEqualTo(WINDOW - 1000);
        assertThat(side.encoder().flowController().hasFlowControlled(stream)).isFalse();
        assertThat(side.connection().numActiveStreams()).isEqualTo(1);
        assertThat(take()).isEqualTo(9 + 1000);
        assertThat(written.isSuccess()).isTrue();
        assertThat(side.connection().numActiveStreams()).isZero();
    }

    @Test
    void whatDoesNotFitWaitsAndAllAfterIt() throws Exception {
        Http2Stream stream = opened(1);
        side.encoder().flowController().incrementWindowSize(stream, 500 - WINDOW);

        write(stream, 1000, false);
        write(stream, 0, false);
        ChannelFuture trailers = side.writeHead(context(), stream, new DefaultHttp2Headers().add("a", "b"), true);

        assertThat(take()).isEqualTo(9 + 500);
        assertThat(trailers.isDone()).isFalse();
        side.encoder().flowController().incrementWindowSize(stream, 500);
        assertThat(take()).isGreaterThan(9 + 500 + 9);
        assertThat(trailers.isSuccess()).isTrue();
    }

    @Test
    void nothingOvertakesWhatIsMoreUrgentOrAsUrgent() throws Exception {
        Http2Stream first = opened(1);
        Http2Stream second = opened(3);
        side.encoder().flowController().incrementWindowSize(side.connection().connectionStream(), 10 - WINDOW);
        write(first, 100, true);
        side.encoder().flowController().incrementWindowSize(side.connection().connectionStream(), 50);

        ChannelFuture written = write(second, 20, true);

        assertThat(take()).isEqualTo(9 + 60);
        assertThat(written.isDone()).isFalse();
    }

    @Test
    void nothingGoesOutOnAClosedStream() throws Exception {
        Http2Stream stream = opened(1);
        stream.close();
        ByteBuf content = Unpooled.wrappedBuffer(new byte[10]);

        ChannelFuture written = side.writeContent(context(), stream, content, true);
        ChannelFuture head = side.writeHead(context(), stream, new DefaultHttp2Headers().status("200"), true);

        assertThat(written.cause()).isNotNull();
        assertThat(head.cause()).isNotNull();
        assertThat(content.refCnt()).isZero();
        assertThat(take()).isZero();
    }
}
