package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.fairlead.config.Operations;
import org.fairlead.message.Ascii;
import org.junit.jupiter.api.Test;

class SpansTest {
    private static final byte[] SAMPLED = Ascii.bytes("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
    private static final byte[] UNSAMPLED = Ascii.bytes("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-02");
    private static final byte[] NO_PARENT = new byte[16];

    private final List<FinishedExchange> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayTake = new CountDownLatch(1);

    /** A collector that takes nothing before {@link #mayTake}. */
    private final SpanExport export = new SpanExport() {
        @Override
        public void send(List<FinishedExchange> batch) throws IOException {
            try {
                mayTake.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            sent.addAll(batch);
        }

        @Override
        public void close() {}
    };

    private Telemetry telemetry() {
        return Telemetry.start(
                new Operations.AccessLog(new Operations.AccessLog.Target.Off(), Set.of()),
                Optional.of(Spans.start(export)));
    }

    private static void exchange(LoopTelemetry loop, byte[] trace, byte[] parent) {
        ExchangeRecord record = Exchanges.begun(loop.newRecord(), "http://en.wiki.example/wiki/Foo?a=b");
        record.trace(trace, parent);
        record.decided(Exchanges.movedByRule());
        record.attempt("10.0.0.1:80", 2_000);
        record.attemptEnded(0, "connect-failed", 3_000);
        record.attempt("10.0.0.2:80", 4_000);
        record.status(200);
        record.reached(ExchangeRecord.Phase.END, 9_000);
        loop.exchangeEnded(record);
    }

    @Test
    void tellAnExchangeWithItsAttempts() {
        mayTake.countDown();
        try (Telemetry telemetry = telemetry()) {
            exchange(telemetry.forLoop(), SAMPLED, Ascii.bytes("b7ad6b7169203331"));
        }

        FinishedExchange told = sent.get(0);
        assertThat(told.context())
                .isEqualTo(new FinishedExchange.Context(
                        "0af7651916cd43dd8448eb211c80319c", "00f067aa0ba902b7", Optional.of("b7ad6b7169203331")));
        assertThat(told.request()).isEqualTo(new FinishedExchange.Request("GET", "en.wiki.example", "/wiki/Foo"));
        assertThat(told.routing())
                .isEqualTo(new FinishedExchange.Routing(
                        Optional.of("wiki"),
                        Optional.of("eqiad"),
                        Optional.of("rule"),
                        Optional.of(Exchanges.RULE.name()),
                        Optional.of("read")));
        long start = told.times().start();
        assertThat(told.times().end() - start).isEqualTo(8_000);
        assertThat(told.attempts())
                .containsExactly(
                        new FinishedExchange.Attempt(
                                "10.0.0.1:80",
                                new FinishedExchange.Times(start + 1_000, start + 2_000),
                                Optional.of("connect-failed")),
                        new FinishedExchange.Attempt(
                                "10.0.0.2:80",
                                new FinishedExchange.Times(start + 3_000, start + 8_000),
                                Optional.empty()));
    }

    @Test
    void areMadeOfWhatIsSampledAlone() {
        mayTake.countDown();
        try (Telemetry telemetry = telemetry()) {
            LoopTelemetry loop = telemetry.forLoop();
            exchange(loop, UNSAMPLED, NO_PARENT);
            exchange(loop, SAMPLED, NO_PARENT);
        }

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).context().parent()).isEmpty();
    }

    @Test
    void areDroppedAndCountedWhereTheCollectorIsTooSlow() {
        try (Telemetry telemetry = telemetry()) {
            LoopTelemetry loop = telemetry.forLoop();
            int most = 2 * Spans.QUEUE + Spans.BATCH;
            for (int i = 0; i < most; i++) {
                exchange(loop, SAMPLED, NO_PARENT);
            }
            String metrics = telemetry.scrape();

            assertThat(metrics).contains("fairlead_spans_dropped_total").contains("fairlead_spans_sent_total 0.0");
            assertThat(metrics).doesNotContain("fairlead_spans_dropped_total 0.0");
            mayTake.countDown();
            await().atMost(Duration.ofSeconds(10)).until(() -> sent.size() >= Spans.QUEUE);
        }
        assertThat(sent).hasSizeBetween(Spans.QUEUE, Spans.QUEUE + Spans.BATCH);
    }

    @Test
    void withoutTheModuleTheStartSaysWhereToGetIt() {
        assertThatThrownBy(() -> Spans.to(URI.create("http://127.0.0.1:4318"), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "tracing.otlp: http://127.0.0.1:4318 (expected: the module tracing-otlp beside the program, which "
                                + "`mvn -pl proxy/tracing-otlp -am package` builds into proxy/target/fairlead/otlp; or no tracing.otlp)");
    }
}
