package org.fairlead.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of a head or a trailer section, in the order they came, as offsets into an array that the owner of the
 * head lends until its next read.
 *
 * <p>Values hold no leading or trailing white space. Confined to the thread of its owner; reused from message to message.
 */
public final class FieldTable {
    private static final byte[] NOTHING = {};
    private static final int OFFSETS_PER_FIELD = 4;

    private byte[] bytes = NOTHING;
    private int[] offsets = new int[32 * OFFSETS_PER_FIELD];
    private byte[] names = new byte[32];
    private int count;
    private long present;

    /** Forgets all fields; what follows refers to {@code bytes}. */
    public void reset(byte[] bytes) {
        this.bytes = bytes;
        count = 0;
        present = 0;
    }

    /** Adds the line whose name and value lie in these ranges of {@link #bytes()}. */
    public void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            offsets = Arrays.copyOf(offsets, count * 2 * OFFSETS_PER_FIELD);
        }
        FieldName name = FieldName.of(bytes, nameStart, nameEnd);
        int at = count * OFFSETS_PER_FIELD;
        offsets[at] = nameStart;
        offsets[at + 1] = nameEnd;
        offsets[at + 2] = valueStart;
        offsets[at + 3] = valueEnd;
        names[count++] = (byte) name.ordinal();
        present |= 1L << name.ordinal();
    }

    /** The array that all offsets refer to; borrowed, valid until the owner's next read. */
    public byte[] bytes() {
        return bytes;
    }

    public int count() {
        return count;
    }

    public FieldName name(int index) {
        return FieldName.at(names[index]);
    }

    public int nameStart(int index) {
        return offsets[index * OFFSETS_PER_FIELD];
    }

    public int nameEnd(int index) {
        return offsets[index * OFFSETS_PER_FIELD + 1];
    }

    public int valueStart(int index) {
        return offsets[index * OFFSETS_PER_FIELD + 2];
    }

    public int valueEnd(int index) {
        return offsets[index * OFFSETS_PER_FIELD + 3];
    }

    public boolean has(FieldName name) {
        return (present & 1L << name.ordinal()) != 0;
    }

    /** The first index from {@code from} on that bears {@code name}, or -1. */
    public int find(FieldName name, int from) {
        if (!has(name)) {
            return -1;
        }
        for (int i = from; i < count; i++) {
            if (names[i] == name.ordinal()) {
                return i;
            }
        }
        return -1;
    }

    /** The first index from {@code from} on whose name is {@code lowerName} in any case, or -1. */
    public int find(byte[] lowerName, int from) {
        for (int i = from; i < count; i++) {
            if (Ascii.equalsIgnoreCase(bytes, nameStart(i), nameEnd(i), lowerName)) {
                return i;
            }
        }
        return -1;
    }

    public String nameText(int index) {
        return Ascii.text(bytes, nameStart(index), nameEnd(index));
    }

    public String valueText(int index) {
        return Ascii.text(bytes, valueStart(index), valueEnd(index));
    }

    /** The value of the first line of that name, or null. */
    public @Nullable String first(FieldName name) {
        int index = find(name, 0);
        return index < 0 ? null : valueText(index);
    }
}
