package org.fairlead.proxy.testkit;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.fairlead.proxy.testkit.RawHttp2Client.Frame;
import org.jspecify.annotations.Nullable;

/** An origin that speaks HTTP/2 frame by frame, as wrong as a test wants it. A thread for each connection. */
public final class RawHttp2Origin implements AutoCloseable {
    private static final int PREFACE_LENGTH = 24;

    /** What it does with one connection; it is closed when that returns. */
    @FunctionalInterface
    public interface Script {
        void serve(Connection connection) throws IOException;
    }

    /** What came on one stream. */
    public static final class Request {
        public final int stream;
        public final List<Map.Entry<String, String>> fields = new ArrayList<>();
        public final List<Map.Entry<String, String>> trailers = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        public boolean ended;
        /** An error code; -1: it wasn't reset. */
        public long reset = -1;

        Request(int stream) {
            this.stream = stream;
        }

        public String field(String name) {
            return String.join(
                    ", ",
                    fields.stream()
                            .filter(field -> field.getKey().equals(name))
                            .map(Map.Entry::getValue)
                            .toList());
        }

        public String path() {
            return field(":path");
        }

        public String body() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        public int length() {
            return body.size();
        }

        @Override
        public String toString() {
            return stream + " " + fields + " " + body() + " " + trailers;
        }
    }

    private final RawOrigin origin;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private RawHttp2Origin(Script script) {
        origin = RawOrigin.forgetful(connection -> serve(connection, script));
    }

    private RawHttp2Origin(SSLContext context, List<String> protocols, Script script) {
        origin = RawOrigin.secure(context, false, protocols, connection -> serve(connection, script));
    }

    private void serve(RawOrigin.Connection connection, Script script) throws IOException {
        try {
            script.serve(new Connection(connection));
        } catch (EOFException e) {
            // The proxy went away, which some tests want.
        }
    }

    /** Connections begin with its settings. */
    public static RawHttp2Origin of(Script script) {
        return new RawHttp2Origin(script);
    }

    public static RawHttp2Origin secure(SSLContext context, Script script) {
        return new RawHttp2Origin(context, List.of("h2"), script);
    }

    /** Answers every request whole, as that does. */
    public static RawHttp2Origin answering(Answering answering) {
        return of(connection -> connection.greet().answerAll(answering));
    }

    /** How one request is answered. */
    @FunctionalInterface
    public interface Answering {
        void answer(Connection connection, Request request) throws IOException;
    }

    public int port() {
        return origin.port();
    }

    public int connections() {
        return origin.connections();
    }

    /** Those whose heads came, in their order. */
    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        origin.close();
    }

    /** One connection of the proxy. */
    public final class Connection {
        private final RawOrigin.Connection connection;
        private final HeaderBlocks blocks = new HeaderBlocks();
        private final Map<Integer, Request> byStream = new HashMap<>();
        private final ArrayDeque<Request> whole = new ArrayDeque<>();
        private boolean givesWindow = true;
        /** What the proxy takes, by stream; 0: all of them. */
        private final Map<Integer, Integer> windows = new HashMap<>();

        private int streamWindow = 65_535;
        private boolean answersPings = true;
        private boolean greeted;
        private boolean owesAck;
        private int unacknowledged;

        private Connection(RawOrigin.Connection connection) {
            this.connection = connection;
        }

        /** Reads the preface and sends settings: numbers and values in turn. */
        public Connection greet(int... settings) throws IOException {
            preface();
            return settings(settings);
        }

        public Connection preface() throws IOException {
            if (connection.readBytes(PREFACE_LENGTH).length < PREFACE_LENGTH) {
                throw new EOFException();
            }
            return this;
        }

        public Connection settings(int... settings) throws IOException {
            ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
            for (int i = 0; i < settings.length; i += 2) {
                payload.putShort((short) settings[i]).putInt(settings[i + 1]);
            }
            frame(RawHttp2Client.SETTINGS, 0, 0, payload.array());
            unacknowledged++;
            greeted = true;
            if (owesAck) {
                owesAck = false;
                frame(RawHttp2Client.SETTINGS, RawHttp2Client.ACK, 0);
            }
            return this;
        }

        public Connection withholdingWindow() {
            givesWindow = false;
            return this;
        }

        public Connection bytes(byte[] bytes) throws IOException {
            connection.send(bytes);
            return this;
        }

        public Connection frame(int type, int flags, int stream, byte... payload) throws IOException {
            return bytes(RawHttp2Client.frameBytes(type, flags, stream, payload));
        }

        public Connection headers(int stream, boolean ends, String... lines) throws IOException {
            int flags = RawHttp2Client.END_HEADERS | (ends ? RawHttp2Client.END_STREAM : 0);
            return frame(RawHttp2Client.HEADERS, flags, stream, RawHttp2Client.block(lines));
        }

        public Connection data(int stream, boolean ends, String content) throws IOException {
            return frame(
                    RawHttp2Client.DATA, ends ? RawHttp2Client.END_STREAM : 0, stream, RawHttp2Client.latin1(content));
        }

        public Connection reset(int stream, int code) throws IOException {
            return frame(RawHttp2Client.RST_STREAM, 0, stream, RawHttp2Client.int32(code));
        }

        public Connection goAway(int last, int code) throws IOException {
            return frame(
                    RawHttp2Client.GOAWAY,
                    0,
                    0,
                    ByteBuffer.allocate(8).putInt(last).putInt(code).array());
        }

        public Connection window(int stream, int increment) throws IOException {
            return frame(RawHttp2Client.WINDOW_UPDATE, 0, stream, RawHttp2Client.int32(increment));
        }

        public Connection ok(int stream, String body) throws IOException {
            return headers(stream, false, ":status", "200").data(stream, true, body);
        }

        public void answerAll(Answering answering) throws IOException {
            while (true) {
                answering.answer(this, next());
            }
        }

        /** The next request that has ended. */
        public Request next() throws IOException {
            while (whole.isEmpty()) {
                read();
            }
            return whole.remove();
        }

        /** The next request's head. */
        public Request nextHead() throws IOException {
            int before = byStream.size();
            while (byStream.size() == before) {
                read();
            }
            return requests.get(requests.size() - 1);
        }

        public Request awaitEnd(Request request) throws IOException {
            while (!request.ended && request.reset < 0) {
                read();
            }
            return request;
        }

        public Frame await(int type) throws IOException {
            Frame frame = read();
            while (frame.type() != type || (type != RawHttp2Client.DATA && (frame.flags() & RawHttp2Client.ACK) != 0)) {
                frame = read();
            }
            return frame;
        }

        /** Reads until all settings that were sent hold. */
        public Connection awaitAcknowledged() throws IOException {
            while (unacknowledged > 0) {
                read();
            }
            return this;
        }

        public void awaitEnd() throws IOException {
            while (true) {
                read();
            }
        }

        /** Sends a body that ends the stream, as fast as the proxy gives window. */
        public Connection download(int stream, long size) throws IOException {
            byte[] part = new byte[16 * 1024];
            Arrays.fill(part, (byte) 'x');
            long left = size;
            while (left > 0) {
                int length = (int) Math.min(part.length, left);
                while (windows.getOrDefault(stream, streamWindow) < length
                        || windows.getOrDefault(0, 65_535) < length) {
                    read();
                }
                windows.merge(stream, streamWindow - length, (now, any) -> now - length);
                windows.merge(0, 65_535 - length, (now, any) -> now - length);
                left -= length;
                frame(
                        RawHttp2Client.DATA,
                        left == 0 ? RawHttp2Client.END_STREAM : 0,
                        stream,
                        Arrays.copyOf(part, length));
            }
            return this;
        }

        /** Ends the connection without a word. */
        public void cut() throws IOException {
            connection.resetAtClose();
            connection.cut();
        }

        /** The next frame; what belongs to a request is noted, settings and pings are acknowledged, windows are kept open. */
        public Frame read() throws IOException {
            byte[] head = connection.readBytes(9);
            if (head.length < 9) {
                throw new EOFException();
            }
            ByteBuffer fields = ByteBuffer.wrap(head);
            int length = fields.getInt(0) >>> 8;
            Frame frame = new Frame(head[3], head[4], fields.getInt(5), connection.readBytes(length));
            note(frame);
            return frame;
        }

        private void note(Frame frame) throws IOException {
            @Nullable Request request = byStream.get(frame.stream());
            switch (frame.type()) {
                case RawHttp2Client.HEADERS -> {
                    Request of = request;
                    if (of == null) {
                        of = new Request(frame.stream());
                        add(blocks.read(frame), of.fields);
                        byStream.put(frame.stream(), of);
                        requests.add(of);
                    } else {
                        add(blocks.read(frame), of.trailers);
                    }
                    ends(frame, of);
                }
                case RawHttp2Client.DATA -> {
                    if (request != null) {
                        request.body.writeBytes(frame.payload());
                        if (givesWindow && frame.payload().length > 0) {
                            window(0, frame.payload().length);
                            if ((frame.flags() & RawHttp2Client.END_STREAM) == 0) {
                                window(frame.stream(), frame.payload().length);
                            }
                        }
                        ends(frame, request);
                    }
                }
                case RawHttp2Client.RST_STREAM -> {
                    if (request != null) {
                        request.reset = ByteBuffer.wrap(frame.payload()).getInt() & 0xffffffffL;
                    }
                }
                case RawHttp2Client.SETTINGS -> noteSettings(frame);
                case RawHttp2Client.WINDOW_UPDATE -> {
                    int more = ByteBuffer.wrap(frame.payload()).getInt();
                    windows.merge(
                            frame.stream(),
                            (frame.stream() == 0 ? 65_535 : streamWindow) + more,
                            (now, any) -> now + more);
                }
                case RawHttp2Client.PING -> {
                    if (frame.flags() == 0 && answersPings) {
                        frame(RawHttp2Client.PING, RawHttp2Client.ACK, 0, frame.payload());
                    }
                }
                default -> {}
            }
        }

        public Connection ignoringPings() {
            answersPings = false;
            return this;
        }

        private static void add(Http2Headers block, List<Map.Entry<String, String>> to) {
            block.forEach(field ->
                    to.add(Map.entry(field.getKey().toString(), field.getValue().toString())));
        }

        private void noteSettings(Frame frame) throws IOException {
            for (int at = 0; at < frame.payload().length; at += 6) {
                if (ByteBuffer.wrap(frame.payload()).getShort(at) == 4) {
                    streamWindow = ByteBuffer.wrap(frame.payload()).getInt(at + 2);
                }
            }
            if ((frame.flags() & RawHttp2Client.ACK) != 0) {
                unacknowledged--;
            } else if (frame.flags() == 0 && greeted) {
                frame(RawHttp2Client.SETTINGS, RawHttp2Client.ACK, 0);
            } else {
                owesAck |= frame.flags() == 0;
            }
        }

        private void ends(Frame frame, Request request) {
            if ((frame.flags() & RawHttp2Client.END_STREAM) != 0) {
                request.ended = true;
                whole.add(request);
            }
        }
    }
}
