package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams of valid requests, seven in eight with a few octets changed: as far as both we and another reader take them, we see the same
 * requests. Two readers that see different ones are what request smuggling is made of.
 */
class AgainstNettyTest {
    private static final String[] REQUESTS = {
        "GET /a?b HTTP/1.1¶Host: a¶¶",
        "GET http://b/c HTTP/1.1¶Host: a¶Connection: keep-alive¶¶",
        "POST /d HTTP/1.1¶Host: a¶Content-Length: 5¶¶hello",
        "POST /e HTTP/1.1¶Content-Length: 30¶Host: a¶¶GET / HTTP/1.1¶Host: evil¶¶",
        "PUT /f HTTP/1.1¶Host: a¶Transfer-Encoding: chunked¶¶5¶hello¶6;x¶ world¶0¶¶",
        "PUT /g HTTP/1.1¶Transfer-Encoding: chunked¶Host: a¶¶1¶x¶0¶A: b¶¶",
        "DELETE /h HTTP/1.1¶Host: a¶X-Long: abc def⇥ghi¶Accept: */*¶¶",
    };
    private static final String HOSTILE = "\r\n\0\t :,;0123456789abcdefxX-+\u007f\u00ff/?#*[]%";

    static LongStream seeds() {
        return LongStream.range(0, 2000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void seesTheSameRequests(long seed) {
        Random random = new Random(seed);
        byte[] wire = requests(random);
        boolean changed = seed % 8 != 0;
        if (changed) {
            change(wire, random);
        }
        List<String> ours = ours(wire);
        List<String> nettys = nettys(wire);
        int both = Math.min(ours.size(), nettys.size());
        assertThat(ours.subList(0, both)).isEqualTo(nettys.subList(0, both));
        if (!changed) {
            assertThat(ours).isEqualTo(nettys).isNotEmpty();
        }
    }

    private static byte[] requests(Random random) {
        StringBuilder wire = new StringBuilder();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            wire.append(REQUESTS[random.nextInt(REQUESTS.length)]);
        }
        return Wire.bytes(wire.toString());
    }

    private static void change(byte[] wire, Random random) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            wire[random.nextInt(wire.length)] = (byte) HOSTILE.charAt(random.nextInt(HOSTILE.length()));
        }
    }

    private static List<String> ours(byte[] wire) {
        List<String> seen = new ArrayList<>();
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        BodyReader body = new BodyReader(HeadLimits.DEFAULT);
        RequestHead head = new RequestHead();
        int at = 0;
        while (at < wire.length) {
            int headEnd = parser.parse(wire, at, wire.length, head);
            if (headEnd < 0) {
                break;
            }
            ByteBuf rest = Unpooled.wrappedBuffer(wire, headEnd, wire.length - headEnd);
            CollectingSink sink = new CollectingSink();
            body.reset(parser.framing(), BodyReader.Mode.DATA);
            body.read(rest, sink);
            if (!body.isComplete()) {
                break;
            }
            String target = Wire.text(wire).substring(head.methodEnd() + 1, head.targetEnd());
            seen.add(head.methodText() + " " + target + " " + sink.content());
            at = headEnd + rest.readerIndex();
        }
        return seen;
    }

    private static List<String> nettys(byte[] wire) {
        List<String> seen = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(ByteBufAllocator.DEFAULT.buffer().writeBytes(wire));
        StringBuilder message = new StringBuilder();
        boolean failed = false;
        for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
            failed |= part.decoderResult().isFailure();
            if (part instanceof HttpRequest request) {
                message.setLength(0);
                message.append(request.method())
                        .append(' ')
                        .append(request.uri())
                        .append(' ');
            }
            if (part instanceof HttpContent content) {
                message.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (part instanceof LastHttpContent && !failed) {
                seen.add(message.toString());
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
        return seen;
    }
}
