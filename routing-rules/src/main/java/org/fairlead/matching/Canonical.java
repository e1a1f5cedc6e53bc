package org.fairlead.matching;

/** The second reading of a path or of a form-encoded text: decoded once, and for paths resolved. Nothing of it is ever sent on. */
final class Canonical {
    private Canonical() {}

    /** Whether the canonical form of a path could differ from {@code bytes[start, end)} at all. */
    static boolean pathMayDiffer(byte[] bytes, int start, int end) {
        byte previous = 0;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '%' || previous == '/' && (b == '/' || b == '.')) {
                return true;
            }
            previous = b;
        }
        return false;
    }

    static boolean formMayDiffer(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '%' || bytes[i] == '+') {
                return true;
            }
        }
        return false;
    }

    /** Decodes once, resolves dot segments (RFC 3986 §5.2.4), joins doubled slashes; gives the length written to {@code out}. */
    static int path(byte[] bytes, int start, int end, byte[] out) {
        int decoded = decode(bytes, start, end, out, false);
        return joinSlashes(out, resolveDots(out, decoded));
    }

    /** Decodes once, with {@code +} as a space; gives the length written to {@code out}. */
    static int form(byte[] bytes, int start, int end, byte[] out) {
        return decode(bytes, start, end, out, true);
    }

    /** Whether {@code bytes[start, end)}, decoded as a form, is {@code expected}. */
    static boolean formEquals(byte[] bytes, int start, int end, byte[] expected) {
        int at = 0;
        for (int i = start; i < end; i++) {
            int escaped = escapeAt(bytes, i, end);
            byte b = escaped >= 0 ? (byte) escaped : bytes[i] == '+' ? (byte) ' ' : bytes[i];
            i += escaped >= 0 ? 2 : 0;
            if (at == expected.length || expected[at++] != b) {
                return false;
            }
        }
        return at == expected.length;
    }

    private static int decode(byte[] bytes, int start, int end, byte[] out, boolean plusIsSpace) {
        int length = 0;
        for (int i = start; i < end; i++) {
            int escaped = escapeAt(bytes, i, end);
            byte b = escaped >= 0 ? (byte) escaped : bytes[i];
            out[length++] = plusIsSpace && escaped < 0 && b == '+' ? (byte) ' ' : b;
            i += escaped >= 0 ? 2 : 0;
        }
        return length;
    }

    /** The byte that a valid escape at {@code i} stands for, or -1. */
    private static int escapeAt(byte[] bytes, int i, int end) {
        if (bytes[i] != '%' || i + 2 >= end) {
            return -1;
        }
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int resolveDots(byte[] path, int length) {
        int out = 0;
        int i = 0;
        while (i < length) {
            int segmentEnd = i + 1;
            while (segmentEnd < length && path[segmentEnd] != '/') {
                segmentEnd++;
            }
            int dots = dotsIn(path, i + 1, segmentEnd);
            boolean isLast = segmentEnd == length;
            if (dots == 0) {
                System.arraycopy(path, i, path, out, segmentEnd - i);
                out += segmentEnd - i;
            } else {
                out = dots == 2 ? parent(path, out) : out;
                if (isLast) {
                    path[out++] = '/';
                }
            }
            i = segmentEnd;
        }
        return out;
    }

    /** 1 for the segment {@code .}, 2 for {@code ..}, 0 for all others. */
    private static int dotsIn(byte[] path, int start, int end) {
        int length = end - start;
        boolean onlyDots = length >= 1 && length <= 2 && path[start] == '.' && path[end - 1] == '.';
        return onlyDots ? length : 0;
    }

    private static int parent(byte[] path, int length) {
        int out = length;
        while (out > 0 && path[out - 1] != '/') {
            out--;
        }
        return Math.max(0, out - 1);
    }

    private static int joinSlashes(byte[] path, int length) {
        int out = 0;
        for (int i = 0; i < length; i++) {
            if (path[i] != '/' || out == 0 || path[out - 1] != '/') {
                path[out++] = path[i];
            }
        }
        return out;
    }
}
