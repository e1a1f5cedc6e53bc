package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;
import org.fairlead.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Reads a status line (RFC 9112 §4): version, one space, three digits, and a space and a reason that may be empty or missing. */
final class StatusLine {
    private static final byte[] OPENING = Ascii.bytes("HTTP/1.");
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS + 3;

    private StatusLine() {}

    /** Whether {@code bytes[from, to)}, as far as it goes, begins a status line. */
    static boolean mayStart(byte[] bytes, int from, int to) {
        int length = Math.min(to - from, OPENING.length);
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != OPENING[i]) {
                return false;
            }
        }
        return true;
    }

    /** Fills {@code head} from the line {@code bytes[from, end)}, whose start was checked; returns what is wrong, or null. */
    static @Nullable Rejection parse(byte[] bytes, int from, int end, ResponseHead head) {
        int length = end - from;
        if (length < STATUS_END || bytes[from + STATUS - 1] != ' ' || !Octets.isDigit(bytes[from + STATUS - 2])) {
            return Rejection.MALFORMED_STATUS_LINE;
        }
        int minorVersion = bytes[from + STATUS - 2] - '0';
        if (minorVersion > 1) {
            return Rejection.UNSUPPORTED_RESPONSE_VERSION;
        }
        int status = status(bytes, from + STATUS);
        if (status < 0 || (length > STATUS_END && bytes[from + STATUS_END] != ' ')) {
            return Rejection.MALFORMED_STATUS_LINE;
        }
        if (status < 100 || status > 599) {
            return Rejection.BAD_STATUS;
        }
        head.status(minorVersion, status, Math.min(end, from + STATUS_END + 1), end);
        return null;
    }

    private static int status(byte[] bytes, int at) {
        int status = 0;
        for (int i = at; i < at + 3; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return -1;
            }
            status = status * 10 + bytes[i] - '0';
        }
        return status;
    }
}
