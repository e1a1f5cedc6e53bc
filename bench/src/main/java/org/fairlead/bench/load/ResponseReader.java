package org.fairlead.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of each response with a Content-Length, which all of our origins' have. Not a parser: it trusts what it
 * reads, and is cheap so that the generator isn't what is measured.
 */
final class ResponseReader {
    private static final byte[] LENGTH = "content-length:".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private long bodyLeft = -1;
    private int status;

    /** What became of the bytes given. */
    enum Progress {
        INCOMPLETE,
        COMPLETE,
        UNREADABLE
    }

    /** Consumes what it can of {@code bytes}, up to the end of a response. Borrows {@code bytes}. */
    Progress read(ByteBuf bytes) {
        if (bodyLeft < 0) {
            int end = endOfHead(bytes);
            if (end < 0) {
                return Progress.INCOMPLETE;
            }
            status = status(bytes);
            bodyLeft = contentLength(bytes, end);
            bytes.readerIndex(end);
        }
        if (bodyLeft < 0) {
            return Progress.UNREADABLE;
        }
        int taken = (int) Math.min(bodyLeft, bytes.readableBytes());
        bytes.skipBytes(taken);
        bodyLeft -= taken;
        if (bodyLeft > 0) {
            return Progress.INCOMPLETE;
        }
        bodyLeft = -1;
        return Progress.COMPLETE;
    }

    /** Of the response whose head was read last. */
    int status() {
        return status;
    }

    private static int endOfHead(ByteBuf bytes) {
        int from = bytes.readerIndex();
        while (true) {
            int newline = bytes.indexOf(from, bytes.writerIndex(), (byte) '\n');
            if (newline < 0) {
                return -1;
            }
            int previous = newline - 2;
            if (previous >= bytes.readerIndex()
                    && bytes.getByte(newline - 1) == '\r'
                    && bytes.getByte(previous) == '\n') {
                return newline + 1;
            }
            from = newline + 1;
        }
    }

    /** {@code HTTP/1.1 200}: three digits after the ninth byte. */
    private static int status(ByteBuf bytes) {
        int at = bytes.readerIndex() + "HTTP/1.1 ".length();
        return digit(bytes, at) * 100 + digit(bytes, at + 1) * 10 + digit(bytes, at + 2);
    }

    private static int digit(ByteBuf bytes, int at) {
        return bytes.getByte(at) - '0';
    }

    /** -1 where there is none. */
    private static long contentLength(ByteBuf bytes, int end) {
        int line = bytes.readerIndex();
        while (line < end) {
            if (startsWithLength(bytes, line, end)) {
                return number(bytes, line + LENGTH.length, end);
            }
            line = bytes.indexOf(line, end, (byte) '\n') + 1;
        }
        return -1;
    }

    private static boolean startsWithLength(ByteBuf bytes, int line, int end) {
        if (end - line < LENGTH.length) {
            return false;
        }
        for (int i = 0; i < LENGTH.length; i++) {
            if (Character.toLowerCase((char) bytes.getByte(line + i)) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(ByteBuf bytes, int from, int end) {
        long number = 0;
        for (int at = from; at < end && bytes.getByte(at) != '\r'; at++) {
            if (bytes.getByte(at) != ' ') {
                number = number * 10 + digit(bytes, at);
            }
        }
        return number;
    }
}
