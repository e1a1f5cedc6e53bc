package org.fairlead.proxy.http1;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * How the tables in these tests write what goes over the wire: {@code ¶} is CR LF, {@code ␍} and {@code ␊} are either
 * alone, {@code ␀} is NUL, {@code ⇥} is HTAB, {@code ·} is a space at the end of a cell, {@code ¬} is DEL, {@code ÿ} the
 * octet 0xff, {@code ␋} a vertical tab.
 */
final class Wire {
    private Wire() {}

    static byte[] bytes(String notation) {
        String text = notation.replace("¶", "\r\n")
                .replace('␍', '\r')
                .replace('␊', '\n')
                .replace('␀', '\0')
                .replace('⇥', '\t')
                .replace('·', ' ')
                .replace('¬', '\u007f')
                .replace('␋', '\u000b');
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The inverse, for line ends. */
    static String notation(String text) {
        return text.replace("\r\n", "¶").replace('\r', '␍').replace('\n', '␊');
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Rows of two cells, {@code bytes => outcome}; empty lines and those that start with # are for the reader. */
    static Stream<Arguments> table(String rows) {
        return rows.lines()
                .map(String::strip)
                .filter(row -> !row.isEmpty() && !row.startsWith("#"))
                .map(row -> {
                    String[] cells = row.split(" +=> +", 2);
                    return Arguments.of(cells[0].strip(), cells[1].strip());
                });
    }
}
