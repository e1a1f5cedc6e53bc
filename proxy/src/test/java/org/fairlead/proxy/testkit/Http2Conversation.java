package org.fairlead.proxy.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.proxy.testkit.AnswerText.Part;
import org.jspecify.annotations.Nullable;

/**
 * What a client says in HTTP/1.1, carried over a connection in HTTP/2: each request becomes a stream, and what comes on the streams
 * reads as the answers in HTTP/1.1, in the order of the requests. So one test holds for both. New window is given only for what was
 * read; a stream that is reset reads as a connection that is. One thread may write while another reads.
 */
final class Http2Conversation implements RequestText.Outlet {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final int INITIAL_WINDOW = 65_535;
    private static final int LARGEST_FRAME = 16 * 1024;

    private final Socket socket;
    private final RequestText requests;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1024 * 1024);
    private final Map<Integer, AnswerText> answers = new HashMap<>();
    /** Those that were not read to their end; the next first. */
    private final ArrayDeque<AnswerText> unread = new ArrayDeque<>();
    /** What the proxy takes, by stream; 0: all of them. */
    private final Map<Integer, Integer> windows = new HashMap<>(Map.of(0, INITIAL_WINDOW));

    private int streamWindow = INITIAL_WINDOW;
    /** The stream of the last request. */
    private int stream = -1;

    /** How the connection ended; null: it hasn't. */
    private @Nullable IOException end;

    /** @param socket on which HTTP/2 was agreed */
    Http2Conversation(Socket socket, String scheme) throws IOException {
        this.socket = socket;
        requests = new RequestText(this, scheme);
        socket.getOutputStream().write(RawHttp2Client.PREFACE);
        socket.getOutputStream().write(RawHttp2Client.frameBytes(RawHttp2Client.SETTINGS, 0, 0));
        socket.setSoTimeout(0);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Thread reader = new Thread(() -> readFrames(in), "http2-conversation");
        reader.setDaemon(true);
        reader.start();
    }

    /** Takes requests in HTTP/1.1, in any pieces. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                requests.read(bytes, offset, length);
            }
        };
    }

    /** Gives answers in HTTP/1.1. */
    InputStream input() {
        return new Answers();
    }

    @Override
    public void head(List<String> lines, boolean ends) throws IOException {
        synchronized (this) {
            stream += 2;
            AnswerText answer = new AnswerText(stream, lines.get(1).equals("HEAD"));
            answers.put(stream, answer);
            unread.add(answer);
            windows.put(stream, streamWindow);
        }
        headers(lines, ends);
    }

    @Override
    public void trailers(List<String> lines) throws IOException {
        headers(lines, true);
    }

    private void headers(List<String> lines, boolean ends) throws IOException {
        byte[] block = RawHttp2Client.block(lines.toArray(String[]::new));
        int type = RawHttp2Client.HEADERS;
        int flags = ends ? RawHttp2Client.END_STREAM : 0;
        for (int at = 0; at == 0 || at < block.length; at += LARGEST_FRAME) {
            int length = Math.min(LARGEST_FRAME, block.length - at);
            boolean isLast = at + length == block.length;
            byte[] part = Arrays.copyOfRange(block, at, at + length);
            write(RawHttp2Client.frameBytes(type, flags | (isLast ? RawHttp2Client.END_HEADERS : 0), stream, part));
            type = RawHttp2Client.CONTINUATION;
            flags = 0;
        }
    }

    @Override
    public void data(String content, boolean ends) throws IOException {
        byte[] bytes = RawHttp2Client.latin1(content);
        int at = 0;
        do {
            int length = awaitWindow(Math.min(LARGEST_FRAME, bytes.length - at));
            if (length < 0) {
                return;
            }
            byte[] part = Arrays.copyOfRange(bytes, at, at + length);
            at += length;
            boolean isLast = ends && at == bytes.length;
            write(RawHttp2Client.frameBytes(RawHttp2Client.DATA, isLast ? RawHttp2Client.END_STREAM : 0, stream, part));
        } while (at < bytes.length);
    }

    /** Takes up to {@code wanted} bytes of the window; -1 where nobody wants them any more. */
    private synchronized int awaitWindow(int wanted) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            AnswerText answer = answers.get(stream);
            if (answer == null || answer.isReset()) {
                return -1;
            }
            int window = Math.min(windows.getOrDefault(0, 0), windows.getOrDefault(stream, 0));
            if (window > 0 || wanted == 0) {
                int taken = Math.min(wanted, window);
                windows.merge(0, -taken, Integer::sum);
                windows.merge(stream, -taken, Integer::sum);
                return Math.max(0, taken);
            }
            awaitChange(deadline);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Its callers loop.
    private void awaitChange(long deadline) throws IOException {
        if (end != null) {
            throw new SocketException("Connection reset: " + end);
        }
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("nothing came");
        }
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        synchronized (out) {
            out.write(bytes);
        }
    }

    private void readFrames(DataInputStream in) {
        try {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int on = in.readInt();
                note(new RawHttp2Client.Frame(type, flags, on, in.readNBytes(length)));
            }
        } catch (IOException e) {
            over(e);
        }
    }

    private synchronized void over(IOException how) {
        if (end == null) {
            end = how;
        }
        notifyAll();
    }

    private void note(RawHttp2Client.Frame frame) throws IOException {
        if (frame.type() == RawHttp2Client.SETTINGS && frame.flags() == 0) {
            settings(ByteBuffer.wrap(frame.payload()));
            write(RawHttp2Client.frameBytes(RawHttp2Client.SETTINGS, RawHttp2Client.ACK, 0));
        } else if (frame.type() == RawHttp2Client.PING && frame.flags() == 0) {
            write(RawHttp2Client.frameBytes(RawHttp2Client.PING, RawHttp2Client.ACK, 0, frame.payload()));
        } else {
            noteOfStream(frame);
        }
    }

    private synchronized void settings(ByteBuffer settings) {
        while (settings.remaining() >= 6) {
            int id = settings.getShort();
            int value = settings.getInt();
            if (id == 4) {
                // RFC 9113 §6.9.2.
                windows.replaceAll((on, now) -> on == 0 ? now : now + value - streamWindow);
                streamWindow = value;
            }
        }
        notifyAll();
    }

    private synchronized void noteOfStream(RawHttp2Client.Frame frame) throws IOException {
        AnswerText answer = answers.get(frame.stream());
        boolean ends = (frame.flags() & RawHttp2Client.END_STREAM) != 0;
        switch (frame.type()) {
            case RawHttp2Client.WINDOW_UPDATE ->
                windows.computeIfPresent(
                        frame.stream(),
                        (on, now) -> now + ByteBuffer.wrap(frame.payload()).getInt());
            case RawHttp2Client.GOAWAY -> {
                if (frame.goAwayCode() != 0) {
                    end = new SocketException("Connection reset: GOAWAY " + frame.goAwayCode());
                }
            }
            default -> {
                if (answer != null) {
                    noteOf(answer, frame, ends);
                }
            }
        }
        notifyAll();
    }

    private void noteOf(AnswerText answer, RawHttp2Client.Frame frame, boolean ends) throws IOException {
        switch (frame.type()) {
            case RawHttp2Client.HEADERS -> answer.block(decode(frame), ends);
            case RawHttp2Client.DATA -> answer.data(frame.payload(), ends);
            case RawHttp2Client.RST_STREAM -> answer.reset();
            default -> throw new IOException("a frame of type " + frame.type());
        }
    }

    private Http2Headers decode(RawHttp2Client.Frame frame) throws IOException {
        ByteBuf block = Unpooled.wrappedBuffer(frame.payload());
        try {
            return decoder.decodeHeaders(frame.stream(), block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        } finally {
            block.release();
        }
    }

    /** The next part that was not read; null at the connection's clean end. */
    private synchronized @Nullable Part nextPart() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            AnswerText answer = unread.peek();
            Part part = answer == null ? null : answer.poll();
            if (part != null) {
                return part;
            }
            if (answer != null && answer.isEnded()) {
                answers.remove(unread.remove().stream());
            } else if (answer != null && answer.isReset()) {
                throw new SocketException("Connection reset: its stream was");
            } else if (answer == null && end instanceof EOFException) {
                return null;
            } else {
                awaitChange(deadline);
            }
        }
    }

    private void giveWindow(int bytes) throws IOException {
        AnswerText answer;
        boolean isOver;
        synchronized (this) {
            answer = unread.peek();
            isOver = end != null;
        }
        if (bytes > 0 && !isOver) {
            write(RawHttp2Client.frameBytes(RawHttp2Client.WINDOW_UPDATE, 0, 0, RawHttp2Client.int32(bytes)));
            if (answer != null && !answer.isEnded()) {
                write(RawHttp2Client.frameBytes(
                        RawHttp2Client.WINDOW_UPDATE, 0, answer.stream(), RawHttp2Client.int32(bytes)));
            }
        }
    }

    /** All answers, one after the other. */
    private final class Answers extends InputStream {
        private Part part = new Part(new byte[0], 0);
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (at == part.bytes().length) {
                Part next = nextPart();
                if (next == null) {
                    return -1;
                }
                part = next;
                at = 0;
            }
            int taken = Math.min(length, part.bytes().length - at);
            System.arraycopy(part.bytes(), at, to, offset, taken);
            at += taken;
            if (at == part.bytes().length) {
                giveWindow(part.window());
            }
            return taken;
        }
    }
}
