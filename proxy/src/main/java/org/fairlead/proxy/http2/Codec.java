package org.fairlead.proxy.http2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Netty's codec for one connection, put together so that header blocks aren't judged or stored by the library
 * ({@link HeaderBlock}), frames are held to a budget, and streams share the window by urgency.
 */
public record Codec(
        Http2Settings settings,
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        FrameBatch batch,
        UrgencyDistributor distributor,
        FrameBudget budget) {
    /** What we allow one stream to have under way towards us. */
    public static final int STREAM_WINDOW = 128 * 1024;
    /** The same where streams come from afar, and the connection carries those of many clients. */
    public static final int PEER_STREAM_WINDOW = 512 * 1024;
    /** The same of all streams of a connection. */
    public static final int CONNECTION_WINDOW = 1024 * 1024;

    /** What every connection begins with (RFC 9113 §6.9.2). */
    public static final int INITIAL_CONNECTION_WINDOW = 65_535;

    /** RFC 9113 §10.5.1 leaves it to us; more than any head needs, and each costs the sender a frame's header. */
    private static final int MOST_SMALL_CONTINUATIONS = 16;

    /** Values that hardly ever come again would only push others out of the table. */
    private static final Set<AsciiString> UNIQUE = Set.of(
            AsciiString.cached("content-length"),
            AsciiString.cached("date"),
            AsciiString.cached("etag"),
            AsciiString.cached("fairlead-decision"),
            AsciiString.cached("fairlead-hop"),
            AsciiString.cached("last-modified"),
            AsciiString.cached("location"),
            AsciiString.cached("set-cookie"),
            AsciiString.cached("traceparent"),
            AsciiString.cached("x-request-id"),
            AsciiString.cached(":path"));

    /** The codec of a server's side; header blocks are read into {@code block}, one after the other. */
    public static Codec server(Http2Settings settings, FrameBudget budget, HeaderBlock block) {
        Http2Connection connection = new DefaultHttp2Connection(true, 0);
        Long streams = settings.maxConcurrentStreams();
        if (streams != null) {
            // At once, not when the client has acknowledged it.
            connection.remote().maxActiveStreams(streams.intValue());
        }
        // What a client takes is advice (RFC 9113 §6.5.2): it judges an answer that is longer by itself.
        return of(connection, settings, budget, block, true);
    }

    /** The codec of a client's side. */
    public static Codec client(Http2Settings settings, FrameBudget budget) {
        return of(new DefaultHttp2Connection(false, 0), settings, budget, new HeaderBlock(), false);
    }

    private static Codec of(
            Http2Connection connection,
            Http2Settings settings,
            FrameBudget budget,
            HeaderBlock block,
            boolean sendsLongLists) {
        UrgencyDistributor distributor = new UrgencyDistributor(connection);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, distributor));
        RecentStreams recent = new RecentStreams(connection, streamWindow(settings));
        FrameBatch batch = new FrameBatch(
                new DefaultHttp2HeadersEncoder((name, value) -> isUnique(name), sendsLongLists), recent::reset);
        Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, batch);
        Http2ConnectionDecoder decoder = new DefaultHttp2ConnectionDecoder(
                connection,
                encoder,
                new BudgetedReader(
                        new DefaultHttp2FrameReader(new BlockDecoder(settings, block), MOST_SMALL_CONTINUATIONS),
                        budget,
                        recent),
                Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                true,
                true,
                false,
                false);
        return new Codec(settings, decoder, encoder, batch, distributor, budget);
    }

    private static int streamWindow(Http2Settings settings) {
        Integer window = settings.initialWindowSize();
        return window == null ? Http2CodecUtil.DEFAULT_WINDOW_SIZE : window;
    }

    private static boolean isUnique(CharSequence name) {
        return name instanceof AsciiString known && UNIQUE.contains(known);
    }

    /** For what a connection ends with that error, or null where the library says why. */
    public static FrameBudget.@Nullable Excess excess(Throwable error) {
        return error instanceof BudgetedReader.ExcessException known ? known.excess() : null;
    }

    /** An error that ends the connection. */
    public static io.netty.handler.codec.http2.Http2Exception calm(FrameBudget.Excess excess) {
        return new BudgetedReader.ExcessException(excess);
    }

    private static final class BlockDecoder extends DefaultHttp2HeadersDecoder {
        private final HeaderBlock block;

        BlockDecoder(Http2Settings settings, HeaderBlock block) {
            super(false, settings.maxHeaderListSize());
            this.block = block;
        }

        /** Up to here a list that is too long is read to its end, so that its stream can be answered; beyond, all ends. */
        @Override
        public long maxHeaderListSizeGoAway() {
            return maxHeaderListSize() * 4;
        }

        @Override
        protected Http2Headers newHeaders() {
            return block.begin();
        }
    }
}
