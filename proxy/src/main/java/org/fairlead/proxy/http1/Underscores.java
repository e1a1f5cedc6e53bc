package org.fairlead.proxy.http1;

import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;

/** Field names as CGI, WSGI and their like see them, which can't tell {@code _} from {@code -} (RFC 3875 §4.1.18). */
public final class Underscores {
    private Underscores() {}

    /** Whether the name of any field has one. */
    public static boolean areIn(FieldTable fields) {
        for (int i = 0; i < fields.count(); i++) {
            int end = fields.nameEnd(i);
            if (Ascii.indexOf(fields.bytes(), fields.nameStart(i), end, '_') != end) {
                return true;
            }
        }
        return false;
    }

    /** The name in {@code bytes[start, end)} with hyphens for underscores; a copy. */
    public static byte[] replaced(byte[] bytes, int start, int end) {
        byte[] name = Arrays.copyOfRange(bytes, start, end);
        for (int i = 0; i < name.length; i++) {
            name[i] = name[i] == '_' ? (byte) '-' : name[i];
        }
        return name;
    }
}
