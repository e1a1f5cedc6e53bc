package org.fairlead.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Operations;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.LoopTelemetry;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.DecisionListener;
import org.fairlead.routing.PinTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an exchange costs its event loop in counting and logging. With the log, what the writing thread does comes on top, and
 * lines that it doesn't keep up with are dropped: at the rate of this benchmark, not of traffic.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Benchmark)
public class TelemetryBenchmark {
    /** Where lines go; off: nowhere, and none is made. */
    @Param({"off", "/dev/null"})
    public String log = "off";

    private final RequestHead head =
            BenchFleet.get("https://en.wikipedia.org/wiki/Albert_Einstein?useskin=vector&oldid=12345", "");
    private final Decision decision = new DecisionEngine()
            .decide(
                    BenchFleet.snapshot(
                            List.of(BenchFleet.service("wiki", List.of("*.wikipedia.org"), BenchFleet.rules(10)))),
                    head,
                    BenchFleet.facts(),
                    PinTable.EMPTY,
                    DecisionListener.NONE);
    private final ClientAddress client = BenchFleet.facts().client();
    private final byte[] id = Ascii.bytes("0123456789abcdef");
    private final byte[] trace = Ascii.bytes("00-54cc597f3f7e0d788e1d8c7733c53dd4-11bd13f8c3cfab85-00");
    private final byte[] parent = new byte[16];
    private Telemetry telemetry = Telemetry.start(settings());
    private LoopTelemetry loop = telemetry.forLoop();
    private ExchangeRecord record = loop.newRecord();

    @Setup
    public void start() {
        telemetry.close();
        telemetry = Telemetry.start(settings());
        loop = telemetry.forLoop();
        record = loop.newRecord();
    }

    private Operations.AccessLog settings() {
        return new Operations.AccessLog(
                log.equals("off")
                        ? new Operations.AccessLog.Target.Off()
                        : new Operations.AccessLog.Target.File(Path.of(log)),
                Set.of());
    }

    @TearDown
    public void stop() {
        telemetry.close();
    }

    @Benchmark
    public void exchange() {
        record.begin(BenchFleet.NOW, 0);
        record.client(client);
        record.requestId(id, 0, id.length);
        record.trace(trace, parent);
        record.describe(head);
        record.reached(ExchangeRecord.Phase.HEAD_RECEIVED, 1_000);
        record.decided(decision);
        record.attempt("127.0.0.1:8080", 0);
        record.reached(ExchangeRecord.Phase.UPSTREAM_ACQUIRED, 2_000);
        record.reached(ExchangeRecord.Phase.REQUEST_SENT, 3_000);
        record.reached(ExchangeRecord.Phase.RESPONSE_HEAD, 1_400_000);
        record.status(200);
        record.sent(1024);
        record.reached(ExchangeRecord.Phase.END, 1_500_000);
        loop.exchangeEnded(record);
    }
}
