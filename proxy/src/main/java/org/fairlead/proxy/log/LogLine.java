package org.fairlead.proxy.log;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** One message. A line break in it doesn't make it two: {@code \r} and {@code \n} are written out. */
record LogLine(
        long epochMillis,
        Level level,
        String logger,
        String message,
        @Nullable Throwable thrown) {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** With its end of line; what was thrown follows in two of its own: what it says, and where it was made. */
    String render() {
        StringBuilder line = new StringBuilder(120);
        TIME.formatTo(Instant.ofEpochMilli(epochMillis), line);
        line.append(' ').append(level);
        if (level.name().length() < 5) {
            line.append(' ');
        }
        line.append(' ').append(logger).append(": ");
        append(message, line);
        line.append('\n');
        if (thrown != null) {
            append(thrown.toString(), line);
            line.append('\n');
            StackTraceElement[] trace = thrown.getStackTrace();
            if (trace.length > 0) {
                line.append("\tat ").append(trace[0]).append('\n');
            }
        }
        return line.toString();
    }

    private static void append(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            switch (next) {
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                default -> line.append(next);
            }
        }
    }
}
