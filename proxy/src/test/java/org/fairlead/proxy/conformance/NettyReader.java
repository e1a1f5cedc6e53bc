package org.fairlead.proxy.conformance;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages as Netty's decoders see them, with all that they check. */
final class NettyReader {
    /**
     * A message that is whole.
     *
     * @param start method and target, or the status
     */
    record Message(String start, String content) {}

    /**
     * @param failed whether anything was refused
     * @param rest whether a message has begun that isn't whole
     */
    record Seen(List<Message> messages, boolean failed, boolean rest) {}

    private NettyReader() {}

    static Seen requests(String bytes) {
        return read(new EmbeddedChannel(new HttpRequestDecoder()), bytes);
    }

    static Seen responses(String bytes) {
        return read(new EmbeddedChannel(new HttpResponseDecoder()), bytes);
    }

    private static Seen read(EmbeddedChannel channel, String bytes) {
        List<Message> messages = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        String start = "";
        boolean failed = false;
        boolean begun = false;
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
            failed |= part.decoderResult().isFailure();
            if (part instanceof HttpRequest request) {
                start = request.method() + " " + request.uri();
                begun = true;
            } else if (part instanceof HttpResponse response) {
                start = Integer.toString(response.status().code());
                begun = true;
            }
            if (part instanceof HttpContent body) {
                content.append(body.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (part instanceof LastHttpContent && !failed) {
                messages.add(new Message(start, content.toString()));
                content.setLength(0);
                begun = false;
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
        return new Seen(messages, failed, begun);
    }
}
