package org.fairlead.bench.load;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One request on a fresh connection in HTTP/2 (RFC 9113), up to the end of its answer. */
final class Http2Visit implements Visit {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEADER = 9;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private boolean isSettled;
    private boolean isAnswered;

    @Override
    public void begin(Request request, String scheme, ByteBuf out) {
        out.writeBytes(PREFACE).writeBytes(frame(SETTINGS, 0, 0));
        out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 1, block(request, scheme)));
    }

    @Override
    public ResponseReader.Progress read(ByteBuf in, ByteBuf out) {
        while (in.readableBytes() >= FRAME_HEADER) {
            int length = in.getUnsignedMedium(in.readerIndex());
            if (in.readableBytes() < FRAME_HEADER + length) {
                break;
            }
            int type = in.getByte(in.readerIndex() + 3);
            int flags = in.getByte(in.readerIndex() + 4);
            int stream = in.getInt(in.readerIndex() + 5);
            in.skipBytes(FRAME_HEADER + length);
            if (type == GO_AWAY) {
                return ResponseReader.Progress.UNREADABLE;
            }
            if (type == SETTINGS && flags == 0) {
                out.writeBytes(frame(SETTINGS, ACK, 0));
                isSettled = true;
            }
            isAnswered |= stream == 1 && type <= HEADERS && (flags & END_STREAM) != 0;
        }
        return isSettled && isAnswered ? ResponseReader.Progress.COMPLETE : ResponseReader.Progress.INCOMPLETE;
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(FRAME_HEADER + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Literals without indexing (RFC 7541 §6.2.2). */
    private static byte[] block(Request request, String scheme) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", request.method());
        literal(block, ":scheme", scheme);
        literal(block, ":path", request.target());
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            boolean isHost = header.getKey().equals("Host");
            literal(
                    block,
                    isHost ? ":authority" : header.getKey().toLowerCase(java.util.Locale.ROOT),
                    header.getValue());
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        if (text.length() > 126) {
            throw new IllegalArgumentException(text + " (expected: 126 characters at most)");
        }
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
