package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.fairlead.config.Operations;
import org.fairlead.config.Origin;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.telemetry.Telemetry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However an answer's bytes are split, it is the same answer, and the connection fares the same. */
class AnswersInPiecesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            })
    void readTheSame(String answer) {
        String whole = transcript(answer, answer.length());
        for (int split = 1; split < answer.length(); split++) {
            assertThat(transcript(answer, split)).as("split at %d", split).isEqualTo(whole);
        }
        assertThat(transcript(answer, -1)).as("byte by byte").isEqualTo(whole);
    }

    /** What a listener heard of {@code answer}, sent in two parts, or byte by byte where {@code split} is -1. */
    private static String transcript(String answer, int split) {
        try (Telemetry telemetry =
                Telemetry.start(new Operations.AccessLog(new Operations.AccessLog.Target.Off(), java.util.Set.of()))) {
            Recorder recorder = new Recorder();
            EmbeddedChannel channel = new EmbeddedChannel();
            UpstreamConnection connection = connection(channel, telemetry);
            Http1Attempt attempt = connection.serve(recorder, Method.GET);
            connection.opened(channel);
            attempt.requestEnded(1_000_000_000);
            if (split < 0) {
                answer.chars().forEach(c -> send(channel, Character.toString(c)));
            } else {
                send(channel, answer.substring(0, split));
                send(channel, answer.substring(split));
            }
            String state = channel.isOpen() ? "open" : "closed";
            channel.finishAndReleaseAll();
            return recorder.heard + state;
        }
    }

    private static void send(EmbeddedChannel channel, String text) {
        if (!text.isEmpty() && channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        }
    }

    private static UpstreamConnection connection(EmbeddedChannel channel, Telemetry telemetry) {
        LoopClock clock = LoopClock.system();
        var surroundings = new LoopUpstreams.Surroundings(
                channel.eventLoop(),
                EmbeddedChannel::new,
                clock,
                new Deadlines(clock.nanos()),
                ChannelSettings.newLoopAllocator(),
                telemetry.forLoop(),
                any -> null);
        var loop = new LoopUpstreams(
                surroundings, HeadLimits.DEFAULT, new UpstreamSettings(1_000_000_000, 10), new SplittableRandom(1));
        PoolMembers members = loop.members(OriginPoolTest.pool(new Origin("127.0.0.1", 1)));
        return new UpstreamConnection(members.get(0).http1(), loop, new byte[0]);
    }

    private static final class Recorder implements AttemptListener {
        @Override
        public void mayBeAstray() {}

        @Override
        public void giveWay() {}

        @Override
        public void originLost() {
            throw new AssertionError("nobody said so");
        }

        private final StringBuilder heard = new StringBuilder();
        private boolean inData;

        private void note(String event) {
            inData = false;
            heard.append('\n').append(event).append(' ');
        }

        @Override
        public void connected(UpstreamAttempt attempt) {
            note("connected");
        }

        @Override
        public void interim(ResponseHead head) {
            note("interim " + head.status());
        }

        @Override
        public BodyReader.Mode answered(ResponseHead head, BodyFraming framing) {
            note("answered " + head.status() + " " + framing);
            return BodyReader.Mode.RAW;
        }

        @Override
        public void data(ByteBuf slice) {
            if (!inData) {
                note("data");
                inData = true;
            }
            heard.append(slice.toString(StandardCharsets.ISO_8859_1));
            slice.release();
        }

        @Override
        public void trailers(FieldTable trailers) {
            note("trailers " + trailers.nameText(0));
        }

        @Override
        public void answerEnded() {
            note("ended");
        }

        @Override
        public void failed(UpstreamFault fault) {
            note("failed " + fault);
        }

        @Override
        public void upstreamWritabilityChanged() {}

        @Override
        public void turnEnded() {}
    }
}
