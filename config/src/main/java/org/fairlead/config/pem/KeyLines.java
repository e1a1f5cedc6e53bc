package org.fairlead.config.pem;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Files with secrets, one a line; empty lines and those that begin with {@code #} don't count. */
public final class KeyLines {
    private static final int FEWEST_BYTES = 16;
    private static final int MOST_KEYS = 16;

    private KeyLines() {}

    /** One at least, each of 16 bytes or more. */
    public static List<byte[]> read(Path file) throws UnfitFileException {
        List<byte[]> keys = new String(PemFile.bytes(file), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
        if (keys.isEmpty() || keys.size() > MOST_KEYS || keys.stream().anyMatch(key -> key.length < FEWEST_BYTES)) {
            throw new UnfitFileException(
                    file, "these are no keys (expected: 1 to " + MOST_KEYS + " lines of 16 bytes or more)");
        }
        return keys;
    }
}
