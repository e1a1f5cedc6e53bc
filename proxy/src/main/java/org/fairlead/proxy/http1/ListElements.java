package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;

/** Walks the elements of a comma-separated value, empty ones left out (RFC 9110 §5.6.1); knows no quoted strings. */
final class ListElements {
    private byte[] bytes = {};
    private int rest;
    private int end;
    private int elementStart;
    private int elementEnd;

    void reset(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.rest = start;
        this.end = end;
    }

    /** Moves to the next element; false where there is none. */
    boolean next() {
        while (rest <= end) {
            int comma = Ascii.indexOf(bytes, rest, end, ',');
            elementStart = Ascii.skipSpace(bytes, rest, comma);
            elementEnd = Ascii.trimSpace(bytes, elementStart, comma);
            rest = comma + 1;
            if (elementEnd > elementStart) {
                return true;
            }
        }
        return false;
    }

    int start() {
        return elementStart;
    }

    int end() {
        return elementEnd;
    }

    /** Whether this element is {@code lower}, or that with a version, in any case. */
    boolean startsWith(byte[] lower) {
        int slash = Ascii.indexOf(bytes, elementStart, elementEnd, '/');
        return Ascii.equalsIgnoreCase(bytes, elementStart, slash, lower);
    }

    /** Whether this element is {@code lower} in any case. */
    boolean is(byte[] lower) {
        return Ascii.equalsIgnoreCase(bytes, elementStart, elementEnd, lower);
    }
}
