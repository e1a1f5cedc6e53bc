package org.fairlead.matching;

/** What one reading of a value is compared with. */
public sealed interface ValuePattern permits Glob, Regex, ValuePattern.Present {
    /** Whether the whole of {@code bytes[start, end)} matches. Borrows {@code bytes}. */
    boolean matches(byte[] bytes, int start, int end);

    /** Whatever the value, also an empty one. */
    enum Present implements ValuePattern {
        PRESENT;

        @Override
        public boolean matches(byte[] bytes, int start, int end) {
            return true;
        }

        @Override
        public String toString() {
            return "(present)";
        }
    }
}
