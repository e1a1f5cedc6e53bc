package org.fairlead.config.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.trust.FleetKeys;

/** Reads the keys of the fleet. What a secret is never comes to stand in a message. */
final class SecretFile {
    private static final int MADE_UP_BYTES = 32;

    private SecretFile() {}

    /** The keys in {@code file}; empty, with a problem, where they can't be had. */
    static Optional<FleetKeys> read(Path file, Node at, Problems problems) {
        try {
            List<byte[]> secrets = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))
                    .toList();
            return Optional.of(new FleetKeys(secrets));
        } catch (IllegalArgumentException e) {
            problems.add(at, file + " " + e.getMessage());
        } catch (IOException e) {
            problems.unexpected(at, "a file that can be read, one secret a line; " + file + " can't");
        }
        return Optional.empty();
    }

    /** Keys that are gone with the process. */
    static FleetKeys madeUp() {
        byte[] secret = new byte[MADE_UP_BYTES];
        new SecureRandom().nextBytes(secret);
        return new FleetKeys(List.of(secret));
    }
}
