package org.fairlead.proxy.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** What callers must show. What it is never comes to stand in a message. Immutable. */
public final class Token {
    private static final int FEWEST_BYTES = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] secret;

    private Token(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The first line of {@code file}.
     *
     * @throws IOException where it can't be read, or is too short to be safe
     */
    public static Token read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new IOException("control.token-file: " + file + " can't be read (expected: one line)", e);
        }
        if (text.length() < FEWEST_BYTES) {
            throw new IOException("control.token-file: " + file + " is too short (expected: " + FEWEST_BYTES
                    + " characters or more, such as from head -c 32 /dev/urandom | base64)");
        }
        return new Token(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As it stands in a request. */
    public String authorization() {
        return SCHEME + new String(secret, StandardCharsets.UTF_8);
    }

    /** Whether that is it; how long the comparison takes doesn't tell how much of it was right. */
    boolean isShownBy(String authorization) {
        return authorization.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        secret, authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
    }
}
