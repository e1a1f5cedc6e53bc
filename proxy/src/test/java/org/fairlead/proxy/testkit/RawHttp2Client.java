package org.fairlead.proxy.testkit;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A client that sends HTTP/2 frame by frame, as wrong as a test wants it. Reading waits 10 s at most. */
public final class RawHttp2Client implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    static final byte[] PREFACE = latin1("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final HeaderBlocks blocks = new HeaderBlocks();
    private final Map<Integer, Answer> answers = new HashMap<>();
    /** What the proxy takes, by stream; 0: all of them. */
    private final Map<Integer, Integer> windows = new HashMap<>();

    private int streamWindow = 65_535;
    private boolean givesWindow = true;
    private int nextStream = 1;

    /** What came on one stream. */
    public static final class Answer {
        public int status;
        public final List<Integer> interim = new ArrayList<>();
        public final List<Map.Entry<String, String>> fields = new ArrayList<>();
        public final List<Map.Entry<String, String>> trailers = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        public boolean ended;
        /** An error code; -1: it wasn't reset. */
        public long reset = -1;

        public String body() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        public String field(String name) {
            List<String> all = fields(name);
            if (all.size() > 1) {
                throw new AssertionError(name + ": " + all + " (expected: one line at most)");
            }
            return all.isEmpty() ? "" : all.get(0);
        }

        public List<String> fields(String name) {
            return fields.stream()
                    .filter(field -> field.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        @Override
        public String toString() {
            return status + " " + fields + " " + body() + " " + trailers + (reset >= 0 ? " reset " + reset : "")
                    + (ended ? "" : " unended");
        }
    }

    /** As it came. */
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /** The error code of a GOAWAY. */
        public int goAwayCode() {
            return ByteBuffer.wrap(payload).getInt(4);
        }

        public int lastStream() {
            return ByteBuffer.wrap(payload).getInt(0) & Integer.MAX_VALUE;
        }
    }

    private RawHttp2Client(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** One that has sent the preface and empty settings. */
    public static RawHttp2Client connect(InetSocketAddress address) {
        return silent(address).bytes(PREFACE).frame(SETTINGS, 0, 0);
    }

    /** The same, over TLS; {@code name} is asked for (SNI), and checked. */
    public static RawHttp2Client secure(InetSocketAddress address, SSLContext context, String name) {
        try {
            return new RawHttp2Client(RawClient.secured(RawClient.connected(address, 0), context, name, "h2"))
                    .bytes(PREFACE)
                    .frame(SETTINGS, 0, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that has sent nothing. */
    public static RawHttp2Client silent(InetSocketAddress address) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            return new RawHttp2Client(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** It gives no window of itself. */
    public RawHttp2Client withholdingWindow() {
        givesWindow = false;
        return this;
    }

    public RawHttp2Client preface() {
        return bytes(PREFACE);
    }

    public RawHttp2Client bytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] frameBytes(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    public RawHttp2Client frame(int type, int flags, int stream, byte... payload) {
        return bytes(frameBytes(type, flags, stream, payload));
    }

    public static byte[] int32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    public RawHttp2Client setting(int id, long value) {
        return frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) id).putInt((int) value).array());
    }

    /** A header block of literals: names and values in turn. */
    public static byte[] block(String... lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < lines.length; i += 2) {
            out.write(0);
            string(out, lines[i]);
            string(out, lines[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = latin1(text);
        if (bytes.length < 0x7f) {
            out.write(bytes.length);
        } else {
            out.write(0x7f);
            int rest = bytes.length - 0x7f;
            for (; rest >= 0x80; rest >>>= 7) {
                out.write((rest & 0x7f) | 0x80);
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    /** The number of the next stream. */
    public int open() {
        int stream = nextStream;
        nextStream += 2;
        return stream;
    }

    public RawHttp2Client headers(int stream, boolean ends, String... lines) {
        return frame(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, block(lines));
    }

    public RawHttp2Client data(int stream, boolean ends, String content) {
        takeWindow(stream, content.length());
        return frame(DATA, ends ? END_STREAM : 0, stream, latin1(content));
    }

    public RawHttp2Client reset(int stream, int code) {
        return frame(RST_STREAM, 0, stream, int32(code));
    }

    public RawHttp2Client window(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, int32(increment));
    }

    /** The usual lines of a request, and more. */
    public static String[] request(String method, String path, String... more) {
        String[] lines = Arrays.copyOf(
                new String[] {":method", method, ":scheme", "http", ":path", path, ":authority", "wiki.example"},
                8 + more.length);
        System.arraycopy(more, 0, lines, 8, more.length);
        return lines;
    }

    /** A request without a body, and its answer. */
    public Answer exchange(String method, String path, String... more) {
        int stream = open();
        headers(stream, true, request(method, path, more));
        return answer(stream);
    }

    public Answer get(String path, String... more) {
        return exchange("GET", path, more);
    }

    public Answer post(String path, String body, String... more) {
        int stream = open();
        headers(stream, false, request("POST", path, more)).data(stream, true, body);
        return answer(stream);
    }

    /** What came on that stream, once it has ended or was reset. */
    public Answer answer(int stream) {
        Answer answer = soFar(stream);
        while (!answer.ended && answer.reset < 0) {
            Frame frame = read();
            if (frame.type() == GOAWAY && frame.goAwayCode() != 0) {
                throw new AssertionError("GOAWAY " + frame.goAwayCode() + " (expected: an answer)");
            }
        }
        return answer;
    }

    public Answer soFar(int stream) {
        return answers.computeIfAbsent(stream, any -> new Answer());
    }

    /** Reads on up to a frame of that type. */
    public Frame await(int type) {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    /** Sends a body of zeros that ends the stream, as fast as the proxy gives window. */
    public RawHttp2Client upload(int stream, int size) {
        byte[] part = new byte[16 * 1024];
        int left = size;
        while (left > 0) {
            int length = Math.min(part.length, left);
            while (windows.getOrDefault(stream, streamWindow) < length || windows.getOrDefault(0, 65_535) < length) {
                read();
            }
            takeWindow(stream, length);
            left -= length;
            frame(DATA, left == 0 ? END_STREAM : 0, stream, Arrays.copyOf(part, length));
        }
        return this;
    }

    /** Sends zeros on those streams in turn, until the proxy gives no more window; returns how much is left of the connection's. */
    public int uploadWhatMay(List<Integer> streams) {
        boolean isSent = true;
        while (isSent) {
            isSent = false;
            for (int stream : streams) {
                isSent |= sendPart(stream);
            }
            frame(PING, 0, 0, new byte[8]).await(PING);
        }
        return windows.getOrDefault(0, 65_535);
    }

    private boolean sendPart(int stream) {
        int window = Math.min(windows.getOrDefault(stream, streamWindow), windows.getOrDefault(0, 65_535));
        int length = Math.min(16 * 1024, window);
        if (length <= 0) {
            return false;
        }
        takeWindow(stream, length);
        frame(DATA, 0, stream, new byte[length]);
        return true;
    }

    private void takeWindow(int stream, int length) {
        windows.merge(stream, streamWindow - length, (now, any) -> now - length);
        windows.merge(0, 65_535 - length, (now, any) -> now - length);
    }

    /** The GOAWAY that must come, or -1 where the connection ends without. */
    public int awaitGoAway() {
        try {
            return await(GOAWAY).goAwayCode();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                return -1;
            }
            throw e;
        }
    }

    /** The next frame; what belongs to an answer is noted, settings are acknowledged (pings aren't), windows are kept open. */
    public Frame read() {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            Frame frame = new Frame(type, flags, stream, in.readNBytes(length));
            note(frame);
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(Frame frame) {
        boolean ends = (frame.flags() & END_STREAM) != 0;
        switch (frame.type()) {
            case DATA -> {
                soFar(frame.stream()).body.writeBytes(frame.payload());
                soFar(frame.stream()).ended |= ends;
                if (givesWindow && frame.payload().length > 0 && !ends) {
                    window(0, frame.payload().length);
                    window(frame.stream(), frame.payload().length);
                }
            }
            case HEADERS -> {
                noteBlock(soFar(frame.stream()), blocks.read(frame));
                soFar(frame.stream()).ended |= ends;
            }
            case RST_STREAM ->
                soFar(frame.stream()).reset = ByteBuffer.wrap(frame.payload()).getInt() & 0xffffffffL;
            case WINDOW_UPDATE -> {
                int more = ByteBuffer.wrap(frame.payload()).getInt();
                windows.merge(
                        frame.stream(), (frame.stream() == 0 ? 65_535 : streamWindow) + more, (now, any) -> now + more);
            }
            case SETTINGS -> {
                for (int at = 0; at < frame.payload().length; at += 6) {
                    if (ByteBuffer.wrap(frame.payload()).getShort(at) == 4) {
                        int before = streamWindow;
                        streamWindow = ByteBuffer.wrap(frame.payload()).getInt(at + 2);
                        // RFC 9113 §6.9.2.
                        windows.replaceAll((id, now) -> id == 0 ? now : now + streamWindow - before);
                    }
                }
                if (frame.flags() == 0) {
                    frame(SETTINGS, ACK, 0);
                }
            }
            default -> {}
        }
    }

    private static void noteBlock(Answer answer, Http2Headers headers) {
        CharSequence status = headers.status();
        List<Map.Entry<String, String>> to = answer.status >= 200 ? answer.trailers : answer.fields;
        if (status != null) {
            answer.status = Integer.parseInt(status.toString());
            if (answer.status < 200) {
                answer.interim.add(answer.status);
            }
        }
        headers.forEach(field -> {
            String name = field.getKey().toString();
            if (!name.startsWith(":")) {
                to.add(Map.entry(name, field.getValue().toString()));
            }
        });
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
