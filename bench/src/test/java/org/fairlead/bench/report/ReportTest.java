package org.fairlead.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.fairlead.bench.figures.Curve;
import org.fairlead.bench.figures.Measure;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Results;
import org.fairlead.bench.figures.Round;
import org.fairlead.bench.machine.Conditions;
import org.fairlead.bench.machine.MachineFacts;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Conditions QUIET = new Conditions(0, 0, 1, 0.7);
    private final Results results = results();

    private static Results results() {
        List<Round> rounds = new ArrayList<>();
        List<Round> latencies = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        for (String name : List.of("fairlead", "haproxy", "<other>")) {
            double micros = name.equals("fairlead") ? 12.5 : 16;
            for (int number = 1; number <= 3; number++) {
                rounds.add(new Round(
                        name,
                        number,
                        Map.of(Measure.CPU_PER_REQUEST, micros + number, Measure.REQUESTS_PER_SECOND, 1e6 / micros),
                        QUIET));
                latencies.add(new Round(name, number, Map.of(Measure.P50, 0.25, Measure.P99, micros / 10), QUIET));
            }
            Histogram nanos = new Histogram(60_000_000_000L, 3);
            for (int i = 1; i < 5000; i++) {
                nanos.recordValue((long) (micros * i * 1000));
            }
            curves.add(Curve.of(name, nanos));
        }
        return new Results(
                "2026-11-22T14:00:00Z",
                new MachineFacts("A processor", 2, "24 GiB", "6.18", "Debian"),
                Map.of("rounds", "3 of 2 s"),
                Map.of("haproxy", "2.6.12"),
                List.of(
                        new Outcome("get-1k", "GET of 1 KiB", "as many as are answered", rounds, List.of()),
                        new Outcome("latency", "Latency at 4,000 requests/s", "a fixed rate", latencies, curves)),
                List.of("nginx: not installed"));
    }

    @Test
    void printsMediansSpreadAndRatio() {
        String text = TextReport.of(results.outcomes().get(0));
        assertThat(text.lines())
                .anySatisfy(line ->
                        assertThat(line).contains("CPU µs/request", "14.5 (13.5–15.5) ×0.81", "18.0 (17.0–19.0)"));
        assertThat(text.lines()).filteredOn(line -> line.contains("fairlead")).hasSize(1);
    }

    @Test
    void survivesJson() {
        assertThat(JsonResults.read(JsonResults.write(results))).isEqualTo(results);
    }

    @Test
    void summarisesInJson() {
        assertThat(JsonResults.write(results)).contains("\"summary\"", "\"median\" : 14.5", "\"ratio\" : 0.80");
    }

    @Test
    void isOneHtmlFileThatNeedsNothingElse() {
        String html = HtmlReport.of(results);
        assertThat(html)
                .doesNotContain("http://", "https://", "<script", "<link", "url(")
                .doesNotContainPattern("@[A-Z]{3}");
    }

    @Test
    void escapesWhatItIsGiven() {
        assertThat(HtmlReport.of(results)).contains("&lt;other&gt;").doesNotContain("<other>");
    }

    @Test
    void drawsWhatWasMeasuredAndLeavesOutTheRest() {
        String html = HtmlReport.of(results);
        assertThat(html)
                .contains("CPU time per request", "latency by percentile", "nginx: not installed")
                .doesNotContain("Start-up", "NaN", "Infinity");
    }

    @Test
    void findsRoundTicks() {
        assertThat(Scale.linear(0, 1.4, 0, 100).ticks(6)).startsWith(0.0).hasSizeBetween(3, 8);
        assertThat(Scale.logarithmic(0.3, 30, 0, 100).ticks(0)).contains(1.0, 2.0, 5.0, 10.0);
        assertThat(Scale.logarithmic(1, 100, 0, 100).at(10)).isEqualTo(50);
    }
}
