package org.fairlead.proxy.http2;

import io.netty.util.AsciiString;
import org.fairlead.message.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Names and values that were sent before, so that those that come again are the same objects: the encoder keeps them in its
 * table, and none is made anew. Bounded: what has the same place replaces what was there. Confined to an event loop.
 */
public final class AsciiStrings {
    private static final int SLOTS = 1024;
    private static final int LONGEST_KEPT = 128;

    private final @Nullable AsciiString[] kept = new AsciiString[SLOTS];

    /** The text in {@code bytes[start, end)}, which is copied where it isn't known. */
    AsciiString of(byte[] bytes, int start, int end) {
        if (start == end) {
            return AsciiString.EMPTY_STRING;
        }
        if (end - start > LONGEST_KEPT) {
            return new AsciiString(bytes, start, end - start, true);
        }
        int slot = Ascii.hash(bytes, start, end) & SLOTS - 1;
        AsciiString known = kept[slot];
        if (known == null || !Ascii.equals(bytes, start, end, known.array())) {
            known = new AsciiString(bytes, start, end - start, true);
            kept[slot] = known;
        }
        return known;
    }
}
