package org.fairlead.proxy.log;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Makes one line of a message, even if there are line breaks in it: {@code \r} and {@code \n} are written out. */
final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** With its end of line; what was thrown follows in two of its own: what it says, and where it was made. */
    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(120);
        TIME.formatTo(logged.getInstant(), line);
        line.append(' ').append(LogLevel.of(logged.getLevel()).padded()).append(' ');
        String logger = String.valueOf(logged.getLoggerName());
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        append(formatMessage(logged), line);
        line.append('\n');
        appendThrown(logged.getThrown(), line);
        return line.toString();
    }

    private static void appendThrown(@Nullable Throwable thrown, StringBuilder line) {
        if (thrown == null) {
            return;
        }
        append(thrown.toString(), line);
        line.append('\n');
        StackTraceElement[] trace = thrown.getStackTrace();
        if (trace.length > 0) {
            line.append("\tat ").append(trace[0]).append('\n');
        }
    }

    private static void append(@Nullable String text, StringBuilder line) {
        String shown = String.valueOf(text);
        for (int i = 0; i < shown.length(); i++) {
            char next = shown.charAt(i);
            switch (next) {
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                default -> line.append(next);
            }
        }
    }
}
