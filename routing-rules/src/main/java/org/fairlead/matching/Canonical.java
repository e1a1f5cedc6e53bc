package org.fairlead.matching;

/**
 * The further readings of a path or of a form-encoded text: decoded once, and for paths with dot segments resolved and doubled
 * slashes joined. Nothing of it is ever sent on.
 *
 * <p>Servers don't agree on the order of the three steps. It matters only where {@code ..} meets an empty segment or an encoded
 * slash: {@code /a//../b} is {@code /a/b} by RFC 3986 and {@code /b} to nginx. There, every {@link Order} is a reading.
 */
final class Canonical {
    /** In what order a server takes the steps. */
    enum Order {
        /** RFC 3986 §6.2.2, over the decoded path; an empty segment is one that {@code ..} takes away. */
        DECODE_RESOLVE_JOIN,
        /** nginx with merge_slashes. */
        DECODE_JOIN_RESOLVE,
        /** Those to whom an encoded slash is part of a segment. */
        RESOLVE_DECODE_JOIN,
        /** Apache with AllowEncodedSlashes NoDecode. */
        JOIN_RESOLVE_DECODE
    }

    private Canonical() {}

    /** Whether a canonical form of a path could differ from {@code bytes[start, end)} at all. */
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

    /** Whether the order of the steps could matter to a path: two dots, and two slashes or an encoded one. */
    static boolean orderMayMatter(byte[] bytes, int start, int end) {
        boolean hasDots = false;
        boolean hasSlashes = false;
        int previous = 0;
        for (int i = start; i < end; i++) {
            int escaped = escapeAt(bytes, i, end);
            int b = escaped >= 0 ? escaped : bytes[i];
            hasDots |= b == '.' && previous == '.';
            hasSlashes |= b == '/' && (previous == '/' || escaped >= 0);
            previous = b;
            i += escaped >= 0 ? 2 : 0;
        }
        return hasDots && hasSlashes;
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
    static int path(byte[] bytes, int start, int end, byte[] out, Order order) {
        return switch (order) {
            case DECODE_RESOLVE_JOIN ->
                joinSlashes(out, resolveDots(out, decode(bytes, start, end, out, false), false));
            case DECODE_JOIN_RESOLVE ->
                resolveDots(out, joinSlashes(out, decode(bytes, start, end, out, false)), false);
            case RESOLVE_DECODE_JOIN -> {
                int resolved = resolveDots(out, copy(bytes, start, end, out), true);
                yield joinSlashes(out, decode(out, 0, resolved, out, false));
            }
            case JOIN_RESOLVE_DECODE -> {
                int resolved = resolveDots(out, joinSlashes(out, copy(bytes, start, end, out)), true);
                yield joinSlashes(out, decode(out, 0, resolved, out, false));
            }
        };
    }

    private static int copy(byte[] bytes, int start, int end, byte[] out) {
        System.arraycopy(bytes, start, out, 0, end - start);
        return end - start;
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

    /** @param encoded whether {@code %2e} still stands for a dot */
    private static int resolveDots(byte[] path, int length, boolean encoded) {
        int out = 0;
        int i = 0;
        while (i < length) {
            int segmentEnd = i + 1;
            while (segmentEnd < length && path[segmentEnd] != '/') {
                segmentEnd++;
            }
            int dots = dotsIn(path, i + 1, segmentEnd, encoded);
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
    private static int dotsIn(byte[] path, int start, int end, boolean encoded) {
        int dots = 0;
        for (int i = start; i < end; i++) {
            boolean escaped = encoded && escapeAt(path, i, end) == '.';
            if (!escaped && path[i] != '.' || ++dots > 2) {
                return 0;
            }
            i += escaped ? 2 : 0;
        }
        return dots;
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
