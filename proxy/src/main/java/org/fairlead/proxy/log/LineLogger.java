package org.fairlead.proxy.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Puts messages together on the thread that logs, and hands them on. */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final String shortName;
    private final int least;
    private final transient LineWriter writer;

    /** @param least the lowest level that is written, as a number of SLF4J's */
    LineLogger(String name, int least, LineWriter writer) {
        this.name = name;
        this.shortName = name.substring(name.lastIndexOf('.') + 1);
        this.least = least;
        this.writer = writer;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        String text = String.valueOf(MessageFormatter.basicArrayFormat(message, arguments));
        writer.write(new LogLine(System.currentTimeMillis(), level, shortName, text, thrown));
    }

    private boolean isWritten(Level level) {
        return level.toInt() >= least;
    }

    @Override
    public boolean isTraceEnabled() {
        return isWritten(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isWritten(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isWritten(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isWritten(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isWritten(Level.ERROR);
    }
}
