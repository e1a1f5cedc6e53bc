package org.fairlead.matching;

import java.util.Arrays;
import org.fairlead.message.Ascii;

/**
 * A pattern with wildcards, matched over the whole of a value in time linear in its length.
 *
 * <p>In paths, {@code *} is any run without {@code /} and {@code **} is any run; in other values both are any run. A backslash
 * takes the next character literally. Ignoring case folds ASCII letters only.
 *
 * <p>The bytes between the first and the last wildcard run through a bit-parallel automaton: bit <i>i</i> says that the first
 * <i>i</i> literal bytes have been matched (Baeza-Yates and Gonnet, "A new approach to text searching", 1992).
 */
public final class Glob implements ValuePattern {
    private static final int WORD = 64;

    private final String source;
    private final boolean ignoreCase;
    private final byte[] literal;
    /** Bit i: any run may stand before literal byte i. */
    private final long[] anyRun;
    /** Bit i: any run without a slash may stand before literal byte i. */
    private final long[] segmentRun;

    private final int prefixLength;
    private final boolean hasWildcard;

    private Glob(String source, boolean ignoreCase, byte[] literal, long[] anyRun, long[] segmentRun) {
        this.source = source;
        this.ignoreCase = ignoreCase;
        this.literal = literal;
        this.anyRun = anyRun;
        this.segmentRun = segmentRun;
        int first = 0;
        while (first <= literal.length && !isSet(anyRun, first) && !isSet(segmentRun, first)) {
            first++;
        }
        hasWildcard = first <= literal.length;
        prefixLength = Math.min(first, literal.length);
    }

    /** A pattern for paths. */
    public static Glob path(String pattern, boolean ignoreCase) {
        return compile(pattern, ignoreCase, true);
    }

    /** A pattern for values of queries, fields and cookies. */
    public static Glob value(String pattern, boolean ignoreCase) {
        return compile(pattern, ignoreCase, false);
    }

    private static Glob compile(String pattern, boolean ignoreCase, boolean slashStops) {
        byte[] bytes = Ascii.bytes(pattern);
        byte[] literal = new byte[bytes.length];
        long[] anyRun = new long[bytes.length / WORD + 1];
        long[] segmentRun = new long[bytes.length / WORD + 1];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean isDouble = i + 1 < bytes.length && bytes[i + 1] == '*';
            if (bytes[i] == '*') {
                long[] run = isDouble || !slashStops ? anyRun : segmentRun;
                run[length / WORD] |= 1L << length;
                i += isDouble ? 1 : 0;
            } else {
                i += bytes[i] == '\\' && i + 1 < bytes.length ? 1 : 0;
                literal[length++] = ignoreCase ? Ascii.lower(bytes[i]) : bytes[i];
            }
        }
        return new Glob(pattern, ignoreCase, Arrays.copyOf(literal, length), anyRun, segmentRun);
    }

    /** The bytes that every match begins with; in lower case where case is ignored. */
    byte[] literalPrefix() {
        return Arrays.copyOf(literal, prefixLength);
    }

    public boolean ignoresCase() {
        return ignoreCase;
    }

    @Override
    public boolean matches(byte[] bytes, int start, int end) {
        if (end - start < literal.length || !startsWithPrefix(bytes, start)) {
            return false;
        }
        if (!hasWildcard) {
            return end - start == literal.length;
        }
        if (prefixLength == literal.length && isSet(anyRun, prefixLength)) {
            return true;
        }
        return literal.length < WORD ? runOneWord(bytes, start, end) : runWords(bytes, start, end);
    }

    private boolean startsWithPrefix(byte[] bytes, int start) {
        for (int i = 0; i < prefixLength; i++) {
            if (fold(bytes[start + i]) != literal[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean runOneWord(byte[] bytes, int start, int end) {
        long any = anyRun[0];
        long segment = segmentRun[0];
        long state = 1L << prefixLength;
        for (int i = start + prefixLength; i < end && state != 0; i++) {
            byte b = fold(bytes[i]);
            long stays = b == '/' ? any : any | segment;
            state = (state & equalTo(b, 0)) << 1 | state & stays;
        }
        return (state >>> literal.length & 1) != 0;
    }

    private boolean runWords(byte[] bytes, int start, int end) {
        long[] state = new long[anyRun.length];
        state[prefixLength / WORD] = 1L << prefixLength;
        for (int i = start + prefixLength; i < end; i++) {
            byte b = fold(bytes[i]);
            long carry = 0;
            for (int w = 0; w < state.length; w++) {
                long stays = b == '/' ? anyRun[w] : anyRun[w] | segmentRun[w];
                long advanced = state[w] & equalTo(b, w);
                state[w] = advanced << 1 | carry | state[w] & stays;
                carry = advanced >>> WORD - 1;
            }
        }
        return isSet(state, literal.length);
    }

    /** The bits of one word at which the literal byte is {@code b}. */
    private long equalTo(byte b, int word) {
        long bits = 0;
        int from = word * WORD;
        int to = Math.min(literal.length, from + WORD);
        for (int i = from; i < to; i++) {
            bits |= literal[i] == b ? 1L << i : 0;
        }
        return bits;
    }

    private byte fold(byte b) {
        return ignoreCase ? Ascii.lower(b) : b;
    }

    private static boolean isSet(long[] bits, int index) {
        return index / WORD < bits.length && (bits[index / WORD] >>> index & 1) != 0;
    }

    @Override
    public String toString() {
        return source;
    }
}
