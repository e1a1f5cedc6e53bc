package org.fairlead.proxy.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks one check's question in HTTP/2, on a connection of its own, once the other side's SETTINGS have come. Frames, HPACK and their
 * limits are the library's, with its usual strictness. Confined to the health loop.
 */
final class CheckInHttp2 extends Http2ConnectionHandler {
    /** Who wants to know; may hear of it more than once. */
    interface Owner {
        void found(CheckFinding finding);

        /** SETTINGS came. */
        void greeted();

        /**
         * No SETTINGS came: nothing has been asked.
         *
         * @param isSure whether something else came
         */
        void notGreeted(boolean isSure);
    }

    /** As in HTTP/1.1. */
    private static final int MOST_HEAD_BYTES = 16 * 1024;

    private final CheckTarget target;
    private final Owner owner;
    private final CheckJudge judge;
    private boolean greeted;
    private boolean answered;

    private CheckInHttp2(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            CheckTarget target,
            Owner owner) {
        super(decoder, encoder, settings, true);
        this.target = target;
        this.owner = owner;
        judge = target.newJudge();
        decoder.frameListener(new Frames());
    }

    /** To be put into the pipeline of a connection that is to speak HTTP/2. */
    static CheckInHttp2 of(CheckTarget target, Owner owner) {
        return new Builder(target, owner).build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<CheckInHttp2, Builder> {
        private final CheckTarget target;
        private final Owner owner;

        Builder(CheckTarget target, Owner owner) {
            this.target = target;
            this.owner = owner;
            server(false);
            initialSettings(new Http2Settings().pushEnabled(false).maxHeaderListSize(MOST_HEAD_BYTES));
        }

        @Override
        protected CheckInHttp2 build() {
            return super.build();
        }

        @Override
        protected CheckInHttp2 build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new CheckInHttp2(decoder, encoder, settings, target, owner);
        }
    }

    private final class Frames extends Http2EventAdapter {
        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
            if (!greeted) {
                greeted = true;
                owner.greeted();
                ask(ctx);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean ends) {
            onHeadersRead(ctx, stream, headers, padding, ends);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean ends) {
            if (!answered) {
                head(headers);
            }
            if (ends && answered) {
                owner.found(judge.judge());
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean ends) {
            int bytes = data.readableBytes() + padding;
            judge.body(data);
            if (ends || judge.isSatisfied()) {
                owner.found(judge.judge());
            }
            return bytes;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long code) {
            Http2Error error = Http2Error.valueOf(code);
            owner.found(CheckFinding.failed("its answer was reset"
                    + (error == null
                            ? ""
                            : ": " + error.name().toLowerCase(Locale.ROOT).replace('_', '-'))));
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int last, long code, ByteBuf debug) {
            if (last < connection().local().lastStreamCreated() || !greeted) {
                owner.found(CheckFinding.failed("it takes no requests"));
            }
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        Http2Headers head = new DefaultHttp2Headers()
                .method("GET")
                .scheme(target.id().origin().tls().isPresent() ? "https" : "http")
                .authority(target.authority())
                .path(target.path())
                .set(AsciiString.cached("user-agent"), "fairlead-check");
        int stream = connection().local().incrementAndGetNextStreamId();
        encoder().writeHeaders(ctx, stream, head, 0, true, ctx.newPromise());
    }

    private void head(Http2Headers headers) {
        int status = status(headers.status());
        if (status < 0) {
            owner.found(CheckFinding.failed("its answer isn't HTTP"));
        } else if (status >= 200) {
            answered = true;
            CharSequence ownWord = headers.get(new AsciiString(judge.ownWordField()));
            CheckFinding early = judge.head(status, ownWord == null ? null : ownWord.toString());
            if (early != null) {
                owner.found(early);
            }
        }
    }

    private static int status(@Nullable CharSequence value) {
        String digits = value == null ? "" : value.toString();
        return digits.matches("[1-5][0-9]{2}") ? Integer.parseInt(digits) : -1;
    }

    @Override
    public void onError(ChannelHandlerContext ctx, boolean outbound, Throwable cause) {
        if (greeted) {
            owner.found(CheckFinding.failed(outbound ? "it takes no requests" : "its answer isn't HTTP"));
        } else {
            owner.notGreeted(true);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        owner.found(CheckFinding.failed("reset"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (greeted) {
            owner.found(
                    CheckFinding.failed(answered ? "closed in the midst of its answer" : "closed before it answered"));
        } else {
            owner.notGreeted(false);
        }
        super.channelInactive(ctx);
    }

    /** At once, whatever is under way. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel().isActive()) {
            goAway(ctx, 0, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
            ctx.flush();
        }
        ctx.close(promise);
    }
}
