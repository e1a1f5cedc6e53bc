package org.fairlead.matching;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;

/** A regular expression over the whole of a value, in linear time (RE2 syntax). Bytes are read as UTF-8. */
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
        return pattern.matches(Arrays.copyOfRange(bytes, start, end));
    }

    @Override
    public String toString() {
        return "/" + pattern.pattern() + "/";
    }
}
