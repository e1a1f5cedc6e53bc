package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sends frames that only cost us is told to calm down, and why is counted; others don't notice. */
class FloodsTest {
    private static final int ENHANCE_YOUR_CALM = 11;

    private final RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private final Fleet fleet = Fleet.alone(origin.port()).start();
    private final RawHttp2Client other = RawHttp2Client.connect(fleet.at("eqiad"));
    private final RawHttp2Client flooding = RawHttp2Client.connect(fleet.at("eqiad"));

    @AfterEach
    void othersDontNotice() {
        assertThat(other.get("/").status).isEqualTo(200);
        other.close();
        flooding.close();
        // What was under way ends with its client.
        Awaitility.await().until(() -> fleet.metrics("eqiad").contains("\nfairlead_client_connections 0.0"));
        fleet.close();
        origin.close();
    }

    private void send(ByteArrayOutputStream frames) {
        try {
            flooding.bytes(frames.toByteArray());
        } catch (UncheckedIOException e) {
            // It may be told before all was sent.
        }
    }

    private void assertCalmed(String reason) {
        // A connection that was reset under the flood may have lost its last words.
        assertThat(flooding.awaitGoAway()).isIn(ENHANCE_YOUR_CALM, -1);
        assertThat(fleet.metrics("eqiad")).contains("fairlead_failures_total{failure=\"" + reason + "\",} 1.0");
    }

    private void flood(int times, byte[] frame) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            frames.writeBytes(frame);
        }
        send(frames);
    }

    @Test
    void ofResets() {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            int stream = flooding.open();
            frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 5, stream, block));
            frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.RST_STREAM, 0, stream, RawHttp2Client.int32(8)));
        }
        send(frames);

        assertCalmed("rapid-reset");
    }

    @Test
    void ofStreamsThatWeMustReset() {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            int stream = flooding.open();
            frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 4, stream, block));
            frames.writeBytes(
                    RawHttp2Client.frameBytes(RawHttp2Client.WINDOW_UPDATE, 0, stream, RawHttp2Client.int32(0)));
        }
        send(frames);

        assertCalmed("made-us-reset");
    }

    @Test
    void ofMalformedRequests() {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "nonsense"));
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 5, flooding.open(), block));
        }
        send(frames);

        assertCalmed("made-us-reset");
    }

    @Test
    void ofSettings() {
        flood(300, RawHttp2Client.frameBytes(RawHttp2Client.SETTINGS, 0, 0));

        assertCalmed("settings-flood");
    }

    @Test
    void ofPings() {
        flood(3000, RawHttp2Client.frameBytes(RawHttp2Client.PING, 0, 0, new byte[8]));

        assertCalmed("ping-flood");
    }

    @Test
    void ofPriorities() {
        flood(3000, RawHttp2Client.frameBytes(RawHttp2Client.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 16}));

        assertCalmed("priority-flood");
    }

    @Test
    void ofWindowUpdates() {
        flood(3000, RawHttp2Client.frameBytes(RawHttp2Client.WINDOW_UPDATE, 0, 0, RawHttp2Client.int32(1)));

        assertCalmed("window-update-flood");
    }

    @Test
    void ofEmptyFrames() {
        int stream = flooding.open();
        flooding.headers(stream, false, RawHttp2Client.request("POST", "/"));
        flood(3000, RawHttp2Client.frameBytes(RawHttp2Client.DATA, 0, stream));

        assertCalmed("empty-frame-flood");
    }

    @Test
    void ofFramesThatNobodyKnows() {
        flood(3000, RawHttp2Client.frameBytes(0x77, 0, 0, new byte[8]));

        assertCalmed("unknown-frame-flood");
    }

    /** Each costs the sender a frame's header; those that answer us are far fewer. */
    @ParameterizedTest
    @CsvSource({
        "4, 1, '', settings-flood",
        "6, 1, 0000000000000000, ping-flood",
        "7, 0, 0000000000000000, go-away-flood",
    })
    void ofWordsThatNeedNoAnswer(int type, int flags, String payload, String reason) {
        flood(3000, RawHttp2Client.frameBytes(type, flags, 0, HexFormat.of().parseHex(payload)));

        assertCalmed(reason);
    }

    /** Of a stream that was reset nothing more is answered, but it isn't free either. */
    @Test
    void ofWhatComesLate() {
        flood(3000, RawHttp2Client.frameBytes(RawHttp2Client.DATA, 0, resetStream()));

        assertCalmed("late-frame-flood");
    }

    @Test
    void ofHeadersThatComeLate() {
        byte[] block = RawHttp2Client.block("x", "y");
        flood(3000, RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 4, resetStream(), block));

        assertCalmed("late-frame-flood");
    }

    /** Nobody who didn't know of the reset had window for it. */
    @Test
    void ofMoreThanCanBeLate() {
        flood(300, RawHttp2Client.frameBytes(RawHttp2Client.DATA, 0, resetStream(), new byte[16 * 1024]));

        assertCalmed("made-us-reset");
    }

    private int resetStream() {
        int stream = flooding.open();
        flooding.headers(stream, false, RawHttp2Client.request("POST", "nonsense"));
        assertThat(flooding.answer(stream).reset).isPositive();
        return stream;
    }

    /** RFC 9218 §7.1: of a frame's kind that the library doesn't know. */
    @Test
    void ofPriorityUpdates() {
        byte[] update = {0, 0, 0, 1, 'u', '=', '0'};
        flood(3000, RawHttp2Client.frameBytes(0x10, 0, 0, update));

        assertCalmed("unknown-frame-flood");
    }

    /** The ways that CVE-2025-8671 lists beside an increment of 0: each has us reset a stream that has a request under way. */
    @ParameterizedTest
    @CsvSource({
        "a window that overflows, 8, 0, 7fffffff",
        "content behind the end, 0, 0, 78",
        "a stream that depends on itself, 2, 0, self",
        "a priority of a wrong length, 2, 0, 00000000",
        "an increment of a wrong length, 8, 0, 000000",
    })
    void ofOtherWaysToMakeUsReset(String how, int type, int flags, String payload) {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            int stream = flooding.open();
            byte[] bytes = payload.equals("self")
                    ? ByteBuffer.allocate(5).putInt(stream).put((byte) 16).array()
                    : HexFormat.of().parseHex(payload);
            frames.writeBytes(RawHttp2Client.frameBytes(RawHttp2Client.HEADERS, 5, stream, block));
            frames.writeBytes(RawHttp2Client.frameBytes(type, flags, stream, bytes));
        }
        send(frames);

        // Some of it the library takes for a fault of the connection, which ends at the first.
        int last = flooding.awaitGoAway();
        assertThat(last).as(how).isNotZero();
        assertThat(fleet.metrics("eqiad"))
                .containsPattern("fairlead_failures_total\\{failure=\"(made-us-reset|http2-[a-z-]+)\"");
    }

    @Test
    void ofContinuations() {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        flooding.frame(RawHttp2Client.HEADERS, 1, flooding.open(), block);
        flood(2000, RawHttp2Client.frameBytes(RawHttp2Client.CONTINUATION, 0, 1, RawHttp2Client.block("x", "y")));

        assertCalmed("http2-enhance-your-calm");
    }

    @Test
    void ofContinuationsThatAreEmpty() {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        flooding.frame(RawHttp2Client.HEADERS, 1, flooding.open(), block);
        flood(2000, RawHttp2Client.frameBytes(RawHttp2Client.CONTINUATION, 0, 1));

        assertCalmed("http2-enhance-your-calm");
    }

    /** Nobody reads it to its end, so that nothing behind it can be read either. */
    @Test
    void ofALongBlock() {
        byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
        flooding.frame(RawHttp2Client.HEADERS, 1, flooding.open(), block);
        flood(9, RawHttp2Client.frameBytes(RawHttp2Client.CONTINUATION, 0, 1, new byte[16 * 1024]));

        assertThat(flooding.awaitGoAway()).as("PROTOCOL_ERROR").isIn(1, -1);
        assertThat(fleet.metrics("eqiad")).contains("fairlead_failures_total{failure=\"http2-protocol-error\",} 1.0");
    }

    @Test
    void ofALongListInFewBytes() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(RawHttp2Client.block(RawHttp2Client.request("GET", "/")));
        // A literal with incremental indexing, 3,000 bytes long, and then one byte for each time that it is said again.
        block.writeBytes(new byte[] {0x40, 1, 'x', 0x7f, (byte) 0xb9, 0x16});
        byte[] value = new byte[3000];
        Arrays.fill(value, (byte) 'a');
        block.writeBytes(value);
        for (int i = 0; i < 5000; i++) {
            block.write(0x80 | 62);
        }
        int stream = flooding.open();
        flooding.frame(RawHttp2Client.HEADERS, 5, stream, block.toByteArray());

        assertThat(flooding.answer(stream).status).isEqualTo(431);
        assertThat(flooding.get("/").status).as("the next").isEqualTo(200);
    }

    @Test
    void ofStreamsAtOnce() {
        int surplus = 0;
        for (int i = 0; i <= 100; i++) {
            surplus = flooding.open();
            flooding.headers(surplus, false, RawHttp2Client.request("POST", "/"));
        }

        assertThat(flooding.answer(surplus).reset).as("REFUSED_STREAM").isEqualTo(7);
    }

    @Test
    void ordinaryUseIsNone() {
        for (int i = 0; i < 500; i++) {
            flooding.frame(RawHttp2Client.PING, 0, 0, new byte[8]);
            assertThat(flooding.get("/").status).isEqualTo(200);
        }
    }
}
