package org.fairlead.matching;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.fairlead.message.Ascii;

/**
 * What a request shows at a glance, in one of its readings at least; a condition may say of which it needs one.
 */
public sealed interface Trait {
    /** The larger, the fewer requests have it, so that rules are the better looked up by it. */
    int rarity();

    /** That of the most common of {@code traits}. */
    static int rarity(Set<Trait> traits) {
        return traits.stream().mapToInt(Trait::rarity).min().orElse(0);
    }

    /**
     * A path that begins so.
     *
     * @param folded in lower case (ASCII), as Latin-1, a character for a byte; empty: any path
     */
    record PathPrefix(String folded) implements Trait {
        public static final PathPrefix ANY = new PathPrefix("");

        static PathPrefix of(byte[] literal) {
            byte[] folded = literal.clone();
            for (int i = 0; i < folded.length; i++) {
                folded[i] = Ascii.lower(folded[i]);
            }
            return new PathPrefix(new String(folded, StandardCharsets.ISO_8859_1));
        }

        @Override
        public int rarity() {
            return folded.length() > 1 ? 2 : 0;
        }
    }

    /**
     * A parameter in the query.
     *
     * @param value not empty; absent: any
     */
    record Parameter(String name, Optional<String> value) implements Trait {
        @Override
        public int rarity() {
            return value.isPresent() ? 3 : 1;
        }
    }
}
