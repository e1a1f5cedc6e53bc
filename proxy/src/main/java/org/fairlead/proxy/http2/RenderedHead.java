package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.proxy.http1.BodyFraming;
import org.jspecify.annotations.Nullable;

/**
 * Reads a head that an exchange has rendered for HTTP/1.1, and keeps its fields as those of HTTP/2: names in lower case, what
 * belongs to the connection left out (RFC 9113 §8.2.2). The head is our own, written from validated tokens, so that nothing is
 * judged here. Reused.
 */
final class RenderedHead {
    private static final int FIRST_LOOK = 2048;
    private static final AsciiString CHUNKED = AsciiString.cached("chunked");
    private static final int SLOTS = 256;
    private static final int LONGEST_KEPT = 128;

    /** A field line as it stood, and what it says. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
    private record Line(byte[] bytes, FieldName known, AsciiString name, AsciiString value) {}

    private final @Nullable Line[] kept = new Line[SLOTS];
    private final AsciiStrings strings = new AsciiStrings();
    private byte[] bytes = new byte[FIRST_LOOK];
    private AsciiString[] pairs = new AsciiString[64];
    private int count;
    private int firstLineEnd;
    private AsciiString host = AsciiString.EMPTY_STRING;
    private BodyFraming framing = BodyFraming.NONE;

    /** Takes the head, all of which must be there, from {@code in}, which it borrows. */
    void read(ByteBuf in) {
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
                throw new IllegalStateException("a rendered head isn't whole");
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
        framing = BodyFraming.NONE;
        host = AsciiString.EMPTY_STRING;
        count = 0;
        firstLineEnd = Ascii.indexOf(bytes, 0, end, '\r');
        int start = firstLineEnd + 2;
        while (start < end) {
            int lineEnd = Ascii.indexOf(bytes, start, end, '\r');
            take(line(start, lineEnd));
            start = lineEnd + 2;
        }
    }

    /** Most lines are as they were in a head before: those aren't taken apart again. */
    private Line line(int start, int end) {
        if (end - start > LONGEST_KEPT) {
            return newLine(start, end);
        }
        int slot = Ascii.hash(bytes, start, end) & SLOTS - 1;
        Line known = kept[slot];
        if (known == null || !Ascii.equals(bytes, start, end, known.bytes)) {
            known = newLine(start, end);
            kept[slot] = known;
        }
        return known;
    }

    private Line newLine(int start, int end) {
        byte[] copy = Arrays.copyOfRange(bytes, start, end);
        int nameEnd = Ascii.indexOf(bytes, start, end, ':');
        FieldName known = FieldName.of(bytes, start, nameEnd);
        for (int i = start; i < nameEnd; i++) {
            bytes[i] = Ascii.lower(bytes[i]);
        }
        int valueStart = Math.min(nameEnd + 2, end);
        return new Line(copy, known, strings.of(bytes, start, nameEnd), strings.of(bytes, valueStart, end));
    }

    private void take(Line line) {
        switch (line.known) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, UPGRADE -> {}
            case HOST -> host = line.value;
            case TRANSFER_ENCODING -> {
                if (line.value.contentEqualsIgnoreCase(CHUNKED)) {
                    framing = BodyFraming.CHUNKED;
                }
            }
            case CONTENT_LENGTH -> {
                framing = BodyFraming.length(line.value.parseLong());
                add(line);
            }
            default -> add(line);
        }
    }

    private void add(Line line) {
        if (count + 2 > pairs.length) {
            pairs = Arrays.copyOf(pairs, pairs.length * 2);
        }
        pairs[count++] = line.name;
        pairs[count++] = line.value;
    }

    /** The bytes of its first line, from 0 to {@link #firstLineEnd()}; valid until the next reading. */
    byte[] bytes() {
        return bytes;
    }

    int firstLineEnd() {
        return firstLineEnd;
    }

    /** The part of its first line. */
    AsciiString text(int start, int end) {
        return strings.of(bytes, start, end);
    }

    /** What Host says; it isn't among the fields. */
    AsciiString host() {
        return host;
    }

    /** As the head says; whether a body follows may depend on more. */
    BodyFraming framing() {
        return framing;
    }

    /** Names and values in turn, in the order of the head, of which {@link #pairsLength()} count; until the next reading. */
    AsciiString[] pairs() {
        return pairs;
    }

    int pairsLength() {
        return count;
    }

    /** The same, to keep. */
    AsciiString[] fields() {
        return Arrays.copyOf(pairs, count);
    }
}
