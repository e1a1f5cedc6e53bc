package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.api.Test;

/**
 * Notices when reading a head becomes much dearer: by the ratio to what Netty's decoder takes for the same head, in the same
 * run, as CPU time of this thread. It was a tenth (2026-11-22); the limit is far above.
 */
class HeadCostTest {
    private static final byte[] HEAD = """
            GET /w/index.php?title=Foo&oldid=12345 HTTP/1.1
            Host: en.wiki.example
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: en-GB,en;q=0.5
            Accept-Encoding: gzip, deflate, br
            Cookie: a=1; theme=dark; enwikiUserID=4711
            Referer: https://en.wiki.example/wiki/Main

            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private static final int HEADS = 20_000;
    private static final int ROUNDS = 7;
    private static final double MOST = 0.6;

    private long read;

    @Test
    void readsAHeadForMuchLessThanBuildingObjectsOfIt() {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            double netty = nanos(this::byNetty);
            best = Math.min(best, nanos(this::byOurs) / netty);
        }
        assertThat(read).isPositive();
        assertThat(best).isLessThan(MOST);
    }

    private static double nanos(Runnable work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    private void byOurs() {
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        RequestHead head = new RequestHead();
        for (int i = 0; i < HEADS; i++) {
            parser.reset();
            read += parser.parse(HEAD, 0, HEAD.length, head);
        }
    }

    private void byNetty() {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        for (int i = 0; i < HEADS; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(HEAD));
            for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
                ReferenceCountUtil.release(part);
                read++;
            }
        }
        channel.finishAndReleaseAll();
    }
}
