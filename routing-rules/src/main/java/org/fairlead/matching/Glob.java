package org.fairlead.matching;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.fairlead.message.Ascii;

/**
 * A pattern with wildcards, matched over the whole of a value in time linear in its length.
 *
 * <p>In paths, {@code *} is any run without {@code /} and {@code **} is any run; in other values both are any run. A backslash
 * takes the next character literally. Ignoring case folds ASCII letters only.
 *
 * <p>What stands before the first and behind the last wildcard is compared. What stands between them runs through a
 * bit-parallel automaton: bit <i>i</i> says that the first <i>i</i> of its bytes have been matched (Baeza-Yates and Gonnet, "A
 * new approach to text searching", 1992).
 */
public final class Glob implements ValuePattern {
    private static final int WORD = 64;
    private static final int BYTES = 256;

    private final String source;
    private final boolean ignoreCase;
    private final boolean hasWildcard;
    private final byte[] prefix;
    private final byte[] suffix;
    private final int middleLength;
    /** Bit i: any run may stand before byte i of the middle, or behind its last one. */
    private final long[] anyRun;
    /** Bit i: any run without a slash may stand there. */
    private final long[] segmentRun;
    /** Bit i of the words that begin at {@code b * anyRun.length}: byte i of the middle is {@code b}. Empty without a middle. */
    private final long[] places;

    private Glob(String source, boolean ignoreCase, Draft draft) {
        this.source = source;
        this.ignoreCase = ignoreCase;
        hasWildcard = draft.first >= 0;
        int first = hasWildcard ? draft.first : draft.length;
        int last = hasWildcard ? draft.last : draft.length;
        prefix = Arrays.copyOf(draft.literal, first);
        suffix = Arrays.copyOfRange(draft.literal, last, draft.length);
        middleLength = last - first;
        int words = middleLength / WORD + 1;
        anyRun = new long[words];
        segmentRun = new long[words];
        for (int i = 0; i <= middleLength; i++) {
            set(anyRun, i, draft.anyRun[first + i]);
            set(segmentRun, i, draft.segmentRun[first + i]);
        }
        places = new long[middleLength == 0 ? 0 : BYTES * words];
        for (int i = 0; i < middleLength; i++) {
            int b = draft.literal[first + i] & 0xff;
            places[b * words + i / WORD] |= 1L << i;
        }
    }

    private static void set(long[] bits, int index, boolean value) {
        bits[index / WORD] |= value ? 1L << index : 0;
    }

    /** A pattern for paths. */
    public static Glob path(String pattern, boolean ignoreCase) {
        return new Glob(pattern, ignoreCase, new Draft(Ascii.bytes(pattern), ignoreCase, true));
    }

    /** A pattern for values of queries, fields and cookies. */
    public static Glob value(String pattern, boolean ignoreCase) {
        return new Glob(pattern, ignoreCase, new Draft(Ascii.bytes(pattern), ignoreCase, false));
    }

    /** The literal bytes, and the wildcards by the number of literal bytes before them. */
    private static final class Draft {
        private final byte[] literal;
        private final boolean[] anyRun;
        private final boolean[] segmentRun;
        private int length;
        private int first = -1;
        private int last = -1;

        Draft(byte[] pattern, boolean ignoreCase, boolean slashStops) {
            literal = new byte[pattern.length];
            anyRun = new boolean[pattern.length + 1];
            segmentRun = new boolean[pattern.length + 1];
            for (int i = 0; i < pattern.length; i++) {
                boolean isDouble = i + 1 < pattern.length && pattern[i + 1] == '*';
                if (pattern[i] == '*') {
                    addWildcard(isDouble || !slashStops);
                    i += isDouble ? 1 : 0;
                } else {
                    i += pattern[i] == '\\' && i + 1 < pattern.length ? 1 : 0;
                    literal[length++] = ignoreCase ? Ascii.lower(pattern[i]) : pattern[i];
                }
            }
        }

        private void addWildcard(boolean any) {
            (any ? anyRun : segmentRun)[length] = true;
            first = first < 0 ? length : first;
            last = length;
        }
    }

    /** The bytes that every match begins with; in lower case where case is ignored. */
    byte[] literalPrefix() {
        return prefix.clone();
    }

    /** The only value that matches; empty where more than one does, or only the empty one. */
    Optional<String> onlyMatch() {
        return hasWildcard || ignoreCase || prefix.length == 0
                ? Optional.empty()
                : Optional.of(new String(prefix, StandardCharsets.UTF_8));
    }

    public boolean ignoresCase() {
        return ignoreCase;
    }

    @Override
    public boolean matches(byte[] bytes, int start, int end) {
        int rest = end - start - prefix.length - middleLength - suffix.length;
        if (rest < 0 || rest > 0 && !hasWildcard || !hasAt(bytes, start, prefix)) {
            return false;
        }
        int from = start + prefix.length;
        int to = end - suffix.length;
        if (!hasAt(bytes, to, suffix)) {
            return false;
        }
        if (middleLength == 0) {
            return (anyRun[0] & 1) != 0 || Ascii.indexOf(bytes, from, to, '/') == to;
        }
        return middleLength < WORD ? runOneWord(bytes, from, to) : runWords(bytes, from, to);
    }

    private boolean hasAt(byte[] bytes, int start, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (fold(bytes[start + i]) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean runOneWord(byte[] bytes, int from, int to) {
        long any = anyRun[0];
        long anyOrSegment = any | segmentRun[0];
        long state = 1;
        for (int i = from; i < to && state != 0; i++) {
            byte b = fold(bytes[i]);
            long stays = b == '/' ? any : anyOrSegment;
            state = (state & places[b & 0xff]) << 1 | state & stays;
        }
        return (state >>> middleLength & 1) != 0;
    }

    /** For 64 bytes and more between two wildcards; the only match that allocates. */
    private boolean runWords(byte[] bytes, int from, int to) {
        long[] state = new long[anyRun.length];
        state[0] = 1;
        for (int i = from; i < to; i++) {
            byte b = fold(bytes[i]);
            int row = (b & 0xff) * state.length;
            long carry = 0;
            for (int w = 0; w < state.length; w++) {
                long stays = b == '/' ? anyRun[w] : anyRun[w] | segmentRun[w];
                long advanced = state[w] & places[row + w];
                state[w] = advanced << 1 | carry | state[w] & stays;
                carry = advanced >>> WORD - 1;
            }
        }
        return (state[middleLength / WORD] >>> middleLength & 1) != 0;
    }

    private byte fold(byte b) {
        return ignoreCase ? Ascii.lower(b) : b;
    }

    @Override
    public String toString() {
        return source;
    }
}
