package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopClockTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1994-11-06T08:49:37.999Z | Sun, 06 Nov 1994 08:49:37 GMT
        2026-02-28T00:00:00Z     | Sat, 28 Feb 2026 00:00:00 GMT
        2028-12-31T23:59:59Z     | Sun, 31 Dec 2028 23:59:59 GMT
        """)
    void datesAreThoseOfRfc9110(Instant now, String date) {
        assertThat(dateAt(now)).isEqualTo(date);
    }

    @Test
    void everyDayAndMonthHasItsName() {
        assertThat(IntStream.range(0, 366)
                        .mapToObj(day ->
                                dateAt(Instant.parse("2028-01-01T00:00:00Z").plusSeconds(day * 86_400L))))
                .allMatch(date -> date.matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d"
                        + " (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 2028 00:00:00 GMT"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2026-02-28T00:00:00Z | 2026-02-28T00:00:09.5Z
        2026-02-28T00:00:09Z | 2026-02-28T00:00:10Z
        2026-02-28T00:00:59Z | 2026-02-28T00:01:00Z
        2026-02-28T23:59:59Z | 2026-03-01T00:00:00Z
        2026-02-28T00:01:00Z | 2026-02-28T00:00:58Z
        2026-02-28T00:00:07Z | 2026-02-28T01:00:07Z
        1969-12-31T23:59:58Z | 1970-01-01T00:00:01Z
        """)
    void datesGoOnWithTime(Instant first, Instant then) {
        AtomicLong now = new AtomicLong(first.toEpochMilli());
        LoopClock clock = new LoopClock(source(now), () -> 0);
        byte[] before = clock.date();
        now.set(then.toEpochMilli());
        clock.tick();

        assertThat(text(clock.date())).isEqualTo(dateAt(then));
        assertThat(text(before)).as("what was handed out").isEqualTo(dateAt(first));
    }

    private static Clock source(AtomicLong now) {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now.get());
            }
        };
    }

    private static String dateAt(Instant now) {
        return text(new LoopClock(Clock.fixed(now, ZoneOffset.UTC), () -> 0).date());
    }

    private static String text(byte[] date) {
        return new String(date, StandardCharsets.US_ASCII);
    }
}
