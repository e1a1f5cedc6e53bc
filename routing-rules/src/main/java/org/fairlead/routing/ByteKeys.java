package org.fairlead.routing;

import java.util.Arrays;
import java.util.Map;
import org.fairlead.message.Ascii;
import org.jspecify.annotations.Nullable;

/** A hash table whose keys are looked up as ranges of bytes, so that no String is made. Immutable. */
final class ByteKeys<V> {
    private final byte[][] keys;
    private final Object[] values;
    private final int mask;

    ByteKeys(Map<String, V> entries) {
        int capacity = Integer.highestOneBit(Math.max(4, entries.size() * 4)) * 2;
        keys = new byte[capacity][];
        values = new Object[capacity];
        mask = capacity - 1;
        entries.forEach(this::put);
    }

    private void put(String text, V value) {
        byte[] key = Ascii.bytes(text);
        int slot = hash(key, 0, key.length) & mask;
        while (keys[slot] != null) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    @SuppressWarnings("unchecked") // put() took nothing but V
    @Nullable
    V get(byte[] bytes, int start, int end) {
        int slot = hash(bytes, start, end) & mask;
        while (keys[slot] != null) {
            if (Arrays.equals(bytes, start, end, keys[slot], 0, keys[slot].length)) {
                return (V) values[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = 0x811c9dc5;
        for (int i = start; i < end; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
        }
        return hash ^ hash >>> 15;
    }
}
