package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HopByHop;

/**
 * Reads the head of an answer that an exchange has rendered for HTTP/1.1, and makes a header block of it: names in lower case,
 * what belongs to the connection left out (RFC 9113 §8.2.2). The head is our own, written from validated tokens, so that
 * nothing is judged here. One for each event loop, reused.
 */
public final class AnswerBlock {
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final int FIRST_LOOK = 2048;
    private static final AsciiString[] NOTHING = {};
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] WEBSOCKET_ACCEPT = Ascii.bytes("sec-websocket-accept");

    private final AsciiStrings strings = new AsciiStrings();
    private byte[] bytes = new byte[FIRST_LOOK];
    private AsciiString[] pairs = new AsciiString[64];
    private int count;
    private int status;
    private BodyFraming framing = BodyFraming.NONE;

    /** Takes the head, all of which must be there, from {@code in}, which it borrows. */
    public void read(ByteBuf in) {
        int start = in.readerIndex();
        int have = 0;
        int at = 0;
        while (true) {
            int more = Math.min(in.readableBytes(), bytes.length - have);
            in.readBytes(bytes, have, more);
            have += more;
            at = end(at, have);
            if (bytesEndAt(at, have)) {
                break;
            }
            if (!in.isReadable()) {
                throw new IllegalStateException("an answer's head isn't whole");
            }
            at = Math.max(0, have - 3);
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        in.readerIndex(start + at + 4);
        parse(at + 2);
    }

    private int end(int from, int to) {
        int at = Ascii.indexOf(bytes, from, to, '\r');
        while (at < to && !bytesEndAt(at, to)) {
            at = Ascii.indexOf(bytes, at + 1, to, '\r');
        }
        return at;
    }

    private boolean bytesEndAt(int at, int to) {
        return at + 3 < to && bytes[at] == '\r' && bytes[at + 2] == '\r';
    }

    /** @param end behind the last line */
    private void parse(int end) {
        status = (bytes[STATUS] - '0') * 100 + (bytes[STATUS + 1] - '0') * 10 + bytes[STATUS + 2] - '0';
        framing = BodyFraming.NONE;
        count = 0;
        int line = Ascii.indexOf(bytes, STATUS, end, '\r') + 2;
        while (line < end) {
            int lineEnd = Ascii.indexOf(bytes, line, end, '\r');
            int colon = Ascii.indexOf(bytes, line, lineEnd, ':');
            field(line, colon, colon + 2, lineEnd);
            line = lineEnd + 2;
        }
    }

    private void field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        switch (FieldName.of(bytes, nameStart, nameEnd)) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, UPGRADE -> {}
            case TRANSFER_ENCODING -> {
                if (Ascii.equalsIgnoreCase(bytes, valueStart, valueEnd, CHUNKED)) {
                    framing = BodyFraming.CHUNKED;
                }
            }
            case CONTENT_LENGTH -> {
                framing = BodyFraming.length(number(valueStart, valueEnd));
                add(nameStart, nameEnd, valueStart, valueEnd);
            }
            default -> add(nameStart, nameEnd, valueStart, valueEnd);
        }
    }

    private long number(int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    private void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        for (int i = nameStart; i < nameEnd; i++) {
            bytes[i] = Ascii.lower(bytes[i]);
        }
        if (count + 2 > pairs.length) {
            pairs = Arrays.copyOf(pairs, pairs.length * 2);
        }
        pairs[count++] = strings.of(bytes, nameStart, nameEnd);
        pairs[count++] = strings.of(bytes, valueStart, Math.max(valueStart, valueEnd));
    }

    public int status() {
        return status;
    }

    /** As the head says; whether a body follows depends on the request, too. */
    public BodyFraming framing() {
        return framing;
    }

    /** What was read. */
    public Http2Headers headers() {
        return ReadOnlyHttp2Headers.serverHeaders(
                false, HttpResponseStatus.valueOf(status).codeAsText(), Arrays.copyOf(pairs, count));
    }

    /** The same for a tunnel that was opened (RFC 8441 §5.1): 200, and no proof of a key that the client never sent. */
    public Http2Headers tunnelHeaders() {
        AsciiString[] kept = new AsciiString[count];
        int length = 0;
        for (int i = 0; i < count; i += 2) {
            if (!Ascii.equals(WEBSOCKET_ACCEPT, 0, WEBSOCKET_ACCEPT.length, pairs[i].array())) {
                kept[length++] = pairs[i];
                kept[length++] = pairs[i + 1];
            }
        }
        return ReadOnlyHttp2Headers.serverHeaders(
                false, HttpResponseStatus.OK.codeAsText(), Arrays.copyOf(kept, length));
    }

    /** An answer without fields. */
    public static Http2Headers bare(int status) {
        return ReadOnlyHttp2Headers.serverHeaders(
                false, HttpResponseStatus.valueOf(status).codeAsText(), NOTHING);
    }

    /** A trailer section. */
    public Http2Headers trailers(FieldTable trailers, HopByHop hopByHop) {
        AsciiString[] lines = new AsciiString[trailers.count() * 2];
        int length = 0;
        for (int i = 0; i < trailers.count(); i++) {
            if (!hopByHop.drops(trailers, i)) {
                AsciiString name = new AsciiString(
                        trailers.bytes(), trailers.nameStart(i), trailers.nameEnd(i) - trailers.nameStart(i), true);
                lines[length++] = name.toLowerCase();
                lines[length++] = new AsciiString(
                        trailers.bytes(), trailers.valueStart(i), trailers.valueEnd(i) - trailers.valueStart(i), true);
            }
        }
        return ReadOnlyHttp2Headers.trailers(false, Arrays.copyOf(lines, length));
    }
}
