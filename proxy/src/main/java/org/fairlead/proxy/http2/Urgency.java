package org.fairlead.proxy.http2;

import io.netty.util.AsciiString;

/** The urgency in a {@code priority} field or a PRIORITY_UPDATE frame (RFC 9218 §4.1). Pure. */
public final class Urgency {
    /** Urgencies are 0 to 7; 0 comes first. */
    public static final int LEVELS = 8;

    public static final int DEFAULT = 3;

    private Urgency() {}

    /** What {@code u} says in a structured dictionary, the last one counting; all that isn't understood is ignored. */
    public static int parse(AsciiString dictionary) {
        int urgency = DEFAULT;
        int length = dictionary.length();
        boolean atKey = true;
        for (int i = 0; i < length; i++) {
            byte b = dictionary.byteAt(i);
            if (atKey && b == 'u' && i + 2 < length && dictionary.byteAt(i + 1) == '=') {
                int digit = dictionary.byteAt(i + 2) - '0';
                boolean ends = i + 3 == length || ",; \t".indexOf((char) dictionary.byteAt(i + 3)) >= 0;
                urgency = ends && digit >= 0 && digit < LEVELS ? digit : urgency;
            }
            atKey = b == ',' || (atKey && (b == ' ' || b == '\t'));
        }
        return urgency;
    }
}
