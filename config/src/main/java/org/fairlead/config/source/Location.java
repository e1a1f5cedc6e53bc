package org.fairlead.config.source;

/**
 * A place in a file.
 *
 * @param file as it was named
 * @param line from 1; 0: the file as a whole
 * @param column from 1
 */
public record Location(String file, int line, int column) {
    /** The file as a whole. */
    public static Location of(String file) {
        return new Location(file, 0, 0);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
