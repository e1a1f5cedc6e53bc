package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body as an exchange writes it in HTTP/1.1, out of its chunks, and gives it to a stream: its last part with the end of
 * the stream, or its trailers. Confined to an event loop; reused.
 */
public final class FramedBody implements BodySink {
    /** Where it goes. */
    public interface Outlet {
        /** A header block: a head, or trailers that end the stream. */
        void head(Http2Headers headers, boolean ends);

        /** Takes ownership of {@code content}. */
        void content(ByteBuf content, boolean ends);
    }

    private final BodyReader body;
    private final Outlet outlet;
    /** The last content, which may turn out to be the end; ours, within a call. */
    private @Nullable ByteBuf last;

    private @Nullable Http2Headers trailers;

    public FramedBody(HeadLimits limits, Outlet outlet) {
        body = new BodyReader(limits);
        this.outlet = outlet;
    }

    public void begin(BodyFraming framing) {
        body.reset(framing, BodyReader.Mode.DATA);
    }

    /** Takes from {@code bytes}, which it borrows, what is the body's; returns whether it is whole. */
    public boolean write(ByteBuf bytes) {
        trailers = null;
        boolean ends = body.read(bytes, this) == BodyReader.Progress.COMPLETE;
        Http2Headers atEnd = trailers;
        ByteBuf content = last;
        last = null;
        if (content != null || (ends && atEnd == null)) {
            outlet.content(content == null ? Unpooled.EMPTY_BUFFER : content, ends && atEnd == null);
        }
        if (atEnd != null) {
            outlet.head(atEnd, true);
        }
        return ends;
    }

    /** Also while the end of it is being given. */
    public boolean isWhole() {
        return body.isComplete();
    }

    @Override
    public void data(ByteBuf slice) {
        ByteBuf before = last;
        last = slice;
        if (before != null) {
            outlet.content(before, false);
        }
    }

    /** All of them: what an exchange lets pass needn't be judged. */
    @Override
    public void trailers(FieldTable section) {
        AsciiString[] lines = new AsciiString[section.count() * 2];
        for (int i = 0; i < section.count(); i++) {
            AsciiString name = new AsciiString(
                    section.bytes(), section.nameStart(i), section.nameEnd(i) - section.nameStart(i), true);
            lines[2 * i] = name.toLowerCase();
            lines[2 * i + 1] = new AsciiString(
                    section.bytes(), section.valueStart(i), section.valueEnd(i) - section.valueStart(i), true);
        }
        trailers = ReadOnlyHttp2Headers.trailers(false, lines);
    }
}
