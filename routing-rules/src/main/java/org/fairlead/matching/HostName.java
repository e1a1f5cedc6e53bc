package org.fairlead.matching;

import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;

/** The host of a request in its normal form: lower case, no port, no trailing dot. Confined to one thread; reused. */
public final class HostName {
    private byte[] bytes = new byte[64];
    private int length;

    /** The normal form of a host as a configuration names it. */
    public static String normal(String host) {
        String lower = Ascii.lower(host);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    void of(RequestHead head) {
        int size = head.hostEnd() - head.hostStart();
        if (bytes.length < size) {
            bytes = new byte[size * 2];
        }
        for (int i = 0; i < size; i++) {
            bytes[i] = Ascii.lower(head.bytes()[head.hostStart() + i]);
        }
        length = size > 0 && bytes[size - 1] == '.' ? size - 1 : size;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    boolean is(byte[] normal) {
        return Arrays.equals(bytes, 0, length, normal, 0, normal.length);
    }

    @Override
    public String toString() {
        return Ascii.text(bytes, 0, length);
    }
}
