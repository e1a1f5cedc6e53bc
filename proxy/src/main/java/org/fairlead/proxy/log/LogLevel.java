package org.fairlead.proxy.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;

/** SLF4J's levels, by which the log is read, and what java.util.logging calls them. */
enum LogLevel {
    TRACE(Level.FINEST),
    DEBUG(Level.FINE),
    INFO(Level.INFO),
    WARN(Level.WARNING),
    ERROR(Level.SEVERE),
    /** Nothing is written. */
    OFF(Level.OFF);

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

    /** The level that is asked for in any case, if there is such a one. */
    static Optional<LogLevel> named(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** The highest that isn't above {@code level}. */
    static LogLevel of(Level level) {
        LogLevel found = TRACE;
        for (LogLevel candidate : values()) {
            if (candidate.level.intValue() <= level.intValue()) {
                found = candidate;
            }
        }
        return found;
    }

    Level level() {
        return level;
    }

    /** As wide as the widest that is written. */
    String padded() {
        return name().length() < 5 ? name() + " " : name();
    }
}
