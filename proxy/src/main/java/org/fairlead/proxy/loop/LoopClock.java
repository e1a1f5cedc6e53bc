package org.fairlead.proxy.loop;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.fairlead.message.Ascii;

/**
 * What time it is on one event loop: wall time and the {@code Date} of an answer as of the last tick, at most a tick old, and
 * an exact source for durations. Confined to that loop.
 */
public final class LoopClock {
    /** By tables of our own: a pattern would look the names up among those of all languages, at every start. */
    private static final DateTimeFormatter HTTP_DATE = new DateTimeFormatterBuilder()
            .appendText(ChronoField.DAY_OF_WEEK, numbered("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
            .appendLiteral(", ")
            .appendValue(ChronoField.DAY_OF_MONTH, 2)
            .appendLiteral(' ')
            .appendText(
                    ChronoField.MONTH_OF_YEAR,
                    numbered("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"))
            .appendLiteral(' ')
            .appendValue(ChronoField.YEAR, 4)
            .appendLiteral(' ')
            .appendValue(ChronoField.HOUR_OF_DAY, 2)
            .appendLiteral(':')
            .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
            .appendLiteral(':')
            .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
            .appendLiteral(" GMT")
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int MILLIS_PER_SECOND = 1000;
    private static final int SECONDS_PER_MINUTE = 60;
    /** In the date, where two digits tell the second. */
    private static final int SECONDS_AT = "Sun, 06 Nov 1994 08:49:".length();

    private final Clock wall;
    private final LongSupplier nanos;
    private long wallMillis;
    private long dateSecond = Long.MIN_VALUE;
    private long dateMinute = Long.MIN_VALUE;
    private byte[] date = {};
    private boolean held;
    private boolean looked;
    private long heldNanos;

    public LoopClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        tick();
    }

    /** From 1 on. */
    private static Map<Long, String> numbered(String... names) {
        Map<Long, String> numbered = new HashMap<>();
        for (String name : names) {
            numbered.put(numbered.size() + 1L, name);
        }
        return numbered;
    }

    public static LoopClock system() {
        return new LoopClock(Clock.systemUTC(), System::nanoTime);
    }

    public void tick() {
        wallMillis = wall.millis();
        long second = Math.floorDiv(wallMillis, MILLIS_PER_SECOND);
        if (second != dateSecond) {
            dateSecond = second;
            date = dateAt(second);
        }
    }

    /** Formatted once a minute, which takes as long as many requests do. Who was given the last one may still have it. */
    private byte[] dateAt(long second) {
        long minute = Math.floorDiv(second, SECONDS_PER_MINUTE);
        byte[] next = date.clone();
        if (minute != dateMinute) {
            dateMinute = minute;
            next = Ascii.bytes(HTTP_DATE.format(Instant.ofEpochSecond(second)));
        }
        Ascii.putTwoDigits(next, SECONDS_AT, Math.floorMod(second, SECONDS_PER_MINUTE));
        return next;
    }

    /** Since 1970; at most a tick old. */
    public long wallMillis() {
        return wallMillis;
    }

    /** An IMF-fixdate (RFC 9110 §5.6.7). */
    public byte[] date() {
        return date;
    }

    /** For durations; exact, but while it is held. */
    public long nanos() {
        if (!held) {
            return nanos.getAsLong();
        }
        if (!looked) {
            looked = true;
            heldNanos = nanos.getAsLong();
        }
        return heldNanos;
    }

    /**
     * What is done from now to {@link #goOn}, for one event, is done at one time: that at which it is first asked for. To look
     * at a clock takes as long as to decide a request.
     */
    public void hold() {
        held = true;
        looked = false;
    }

    public void goOn() {
        held = false;
    }
}
