package org.fairlead.config.source;

/**
 * One thing that is wrong, or doubtful.
 *
 * @param path the keys that lead there, such as {@code timeouts.connect}; empty: the file as a whole
 * @param message {@code got (expected: shape)}
 */
public record Problem(Location where, String path, String message) {
    public Problem {
        // A problem stays on its line, whatever keys stand in the file.
        path = path.replaceAll("\\p{Cntrl}", "?");
        message = message.replaceAll("\\p{Cntrl}", "?");
    }

    /** {@code file:line:column: path: got (expected: shape)}. */
    @Override
    public String toString() {
        return where + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
