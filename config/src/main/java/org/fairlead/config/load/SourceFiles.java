package org.fairlead.config.load;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a configuration came from.
 *
 * @param watched the files, and the folders of rule files, in which a change would count
 * @param hash of the YAML files' bytes, 12 hexadecimal digits; keys and the environment have no part in it
 */
public record SourceFiles(List<Path> watched, String hash) {
    private static final int SHOWN_DIGITS = 12;

    public SourceFiles {
        watched = List.copyOf(watched);
    }

    static SourceFiles of(Map<Path, byte[]> read, Set<Path> others) {
        MessageDigest digest = sha256();
        read.values().forEach(bytes -> {
            // Each file's own digest, so that no byte can move from one file to the next unseen.
            digest.update(sha256().digest(bytes));
        });
        Set<Path> watched = new TreeSet<>(read.keySet());
        watched.addAll(others);
        return new SourceFiles(
                new ArrayList<>(watched),
                HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGITS));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
