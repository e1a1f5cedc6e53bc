package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static String dateAt(Instant now) {
        return new String(new LoopClock(Clock.fixed(now, ZoneOffset.UTC), () -> 0).date(), StandardCharsets.US_ASCII);
    }
}
