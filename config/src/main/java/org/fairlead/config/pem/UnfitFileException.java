package org.fairlead.config.pem;

import java.nio.file.Path;

/** A file doesn't hold what it should; the message names the file and what is wrong, never a secret. */
public final class UnfitFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final String message;

    UnfitFileException(Path file, String problem) {
        message = file + ": " + problem;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
