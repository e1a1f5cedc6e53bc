package org.fairlead.matching;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;
import org.fairlead.message.Ascii;

/** A regular expression over the whole of a value, in linear time (RE2 syntax). Bytes are read as UTF-8; each that is none, as U+FFFD. */
public final class Regex implements ValuePattern {
    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException with what is wrong with {@code expression} */
    public static Regex compile(String expression, boolean ignoreCase) {
        try {
            return new Regex(Pattern.compile(
                    expression, ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.DOTALL : Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription(), e);
        }
    }

    public boolean ignoresCase() {
        return (pattern.flags() & Pattern.CASE_INSENSITIVE) != 0;
    }

    @Override
    public boolean matches(byte[] bytes, int start, int end) {
        // RE2/J reads on over bytes that are no UTF-8, or stops there: what follows them would be hidden from the
        // expression.
        return isAscii(bytes, start, end)
                ? pattern.matches(Arrays.copyOfRange(bytes, start, end))
                : pattern.matches(Ascii.text(bytes, start, end));
    }

    private static boolean isAscii(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "/" + pattern.pattern() + "/";
    }
}
