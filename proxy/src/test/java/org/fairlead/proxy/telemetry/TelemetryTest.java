package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.fairlead.config.Operations.AccessLog.Target;
import org.fairlead.proxy.telemetry.ExchangeRecord.Phase;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;
import org.fairlead.routing.Service;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.fairlead.routing.WritesOnSafe.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final Telemetry telemetry =
            Telemetry.start(new org.fairlead.config.Operations.AccessLog(new Target.Off(), java.util.Set.of()));
    private final LoopTelemetry loop = telemetry.forLoop();

    @AfterEach
    void close() {
        telemetry.close();
    }

    private void exchange(LoopTelemetry loop, Decision decision, int status) {
        ExchangeRecord record = Exchanges.begun(loop.newRecord(), "https://en.example.org/wiki/Foo");
        record.decided(decision);
        record.attempt("10.0.0.1:80", 0);
        record.reached(Phase.REQUEST_SENT, 1_000_000);
        record.reached(Phase.RESPONSE_HEAD, 3_000_000);
        record.status(status);
        record.sent(100);
        record.reached(Phase.END, 4_000_000);
        loop.exchangeEnded(record);
    }

    @Nested
    class Requests {
        @Test
        void areCountedByServiceDatacenterReasonAndStatusOverAllLoops() {
            LoopTelemetry second = telemetry.forLoop();
            exchange(loop, Exchanges.read(Exchanges.WIKI, Exchanges.CODFW), 200);
            exchange(second, Exchanges.read(Exchanges.WIKI, Exchanges.CODFW), 204);
            exchange(second, Exchanges.movedByRule(), 503);

            assertThat(telemetry.scrape())
                    .contains(
                            "fairlead_requests_total{datacenter=\"codfw\",reason=\"local\",service=\"wiki\",status=\"2xx\",} 2.0",
                            "fairlead_requests_total{datacenter=\"eqiad\",reason=\"rule\",service=\"wiki\",status=\"5xx\",} 1.0",
                            "fairlead_moved_total{datacenter=\"eqiad\",service=\"wiki\",} 1.0",
                            "fairlead_response_bytes_total{datacenter=\"codfw\",service=\"wiki\",} 200.0");
        }

        @Test
        void goOnCountingAfterAScrape() {
            exchange(loop, Exchanges.read(Exchanges.WIKI, Exchanges.CODFW), 200);
            telemetry.scrape();
            exchange(loop, Exchanges.read(Exchanges.WIKI, Exchanges.CODFW), 200);

            assertThat(telemetry.scrape()).contains("status=\"2xx\",} 2.0");
        }

        @Test
        void areCountedTogetherAcrossAReloadThatBringsNewObjectsOfTheSameNames() {
            exchange(loop, Exchanges.read(Exchanges.service("wiki"), Exchanges.CODFW), 200);
            exchange(loop, Exchanges.read(Exchanges.service("wiki"), Exchanges.CODFW), 200);

            assertThat(telemetry.scrape()).contains("service=\"wiki\",status=\"2xx\",} 2.0");
        }

        @Test
        void areCountedWithoutAServiceWhereNoneWasFound() {
            exchange(loop, new Decision.Refuse(404, Reason.NO_SERVICE, "", null, null), 404);

            assertThat(telemetry.scrape())
                    .contains(
                            "fairlead_requests_total{datacenter=\"none\",reason=\"no-service\",service=\"none\",status=\"4xx\",} 1.0");
        }

        @Test
        void makeNoMoreSeriesThanTheLimit() {
            for (int i = 0; i < SeriesBook.LIMIT + 10; i++) {
                exchange(loop, Exchanges.read(Exchanges.service("s" + i), Exchanges.CODFW), 200);
            }

            assertThat(telemetry.scrape()).contains("service=\"(other)\",status=\"2xx\",} 10.0");
        }

        @Test
        void allocateNothingInSteadyState() {
            ExchangeRecord record = loop.newRecord();
            var client = org.fairlead.matching.ClientAddress.parse("192.0.2.7").orElseThrow();
            Decision decision = Exchanges.read(Exchanges.WIKI, Exchanges.CODFW);
            var head = org.fairlead.message.RequestHeadBuilder.request("GET", "https://en.example.org/wiki/Foo")
                    .build();
            Runnable exchange = () -> {
                record.begin(0, 0);
                record.client(client);
                record.describe(head);
                record.decided(decision);
                record.attempt("10.0.0.1:80", 0);
                record.status(200);
                record.reached(Phase.END, 5_000_000);
                loop.exchangeEnded(record);
            };
            for (int i = 0; i < 20_000; i++) {
                exchange.run();
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                exchange.run();
            }

            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        }
    }

    @Nested
    class Latency {
        @Test
        void isKeptInCumulativeBuckets() {
            exchange(loop, Exchanges.read(Exchanges.WIKI, Exchanges.CODFW), 200);

            assertThat(telemetry.scrape())
                    .contains(
                            "fairlead_request_seconds_bucket{service=\"wiki\",datacenter=\"codfw\",le=\"0.0005\",} 0.0",
                            "fairlead_request_seconds_bucket{service=\"wiki\",datacenter=\"codfw\",le=\"0.005\",} 1.0",
                            "fairlead_request_seconds_bucket{service=\"wiki\",datacenter=\"codfw\",le=\"+Inf\",} 1.0",
                            "fairlead_request_seconds_count{service=\"wiki\",datacenter=\"codfw\",} 1.0",
                            "fairlead_upstream_seconds_sum{service=\"wiki\",datacenter=\"codfw\",} 0.002");
        }

        @Test
        void beyondTheLastBoundIsCounted() {
            Latencies latencies = new Latencies();
            latencies.record(Long.MAX_VALUE, new ExchangeRecord(false));
            long[] counts = new long[Latencies.BUCKETS];
            latencies.addTo(counts);

            assertThat(counts[Latencies.BUCKETS - 1]).isEqualTo(1);
        }
    }

    @Test
    void countsFailuresPinsGaugesAndEvents() {
        ExchangeRecord record = Exchanges.begun(loop.newRecord(), "https://en.example.org/");
        record.decided(Exchanges.read(Exchanges.WIKI, Exchanges.CODFW));
        record.failed("connect-timeout");
        loop.exchangeEnded(record);
        loop.pinSet(Exchanges.WIKI);
        loop.add(Gauge.CLIENT_CONNECTIONS, 3);
        loop.add(Gauge.CLIENT_CONNECTIONS, -1);
        loop.count(Event.CONNECTION_ACCEPTED);

        assertThat(telemetry.scrape())
                .contains(
                        "fairlead_failures_total{failure=\"connect-timeout\",} 1.0",
                        "fairlead_pins_set_total{datacenter=\"none\",service=\"wiki\",} 1.0",
                        "fairlead_client_connections 2.0",
                        "fairlead_client_connections_accepted_total 1.0");
    }

    @Nested
    class FlaggedWritesByRoute {
        private void flag(Service service, String url) {
            ExchangeRecord record = Exchanges.begun(loop.newRecord(), url);
            record.decided(Exchanges.read(service, Exchanges.CODFW));
            loop.flaggedWrite(record, Mode.REJECT, Finding.BLOCKED);
        }

        @Test
        void areCountedWithoutTheirQuery() {
            flag(Exchanges.WIKI, "https://en.example.org/entries/delete?id=1");
            flag(Exchanges.WIKI, "https://en.example.org/entries/delete?id=2");

            assertThat(telemetry.scrape())
                    .contains(
                            "fairlead_flagged_writes_total{finding=\"blocked\",mode=\"reject\",route=\"GET /entries/delete\",service=\"wiki\",} 2.0");
        }

        @Test
        void areBounded() {
            for (int i = 0; i < FlaggedWrites.MOST_ROUTES + 7; i++) {
                flag(Exchanges.WIKI, "https://en.example.org/delete/" + i);
            }

            assertThat(telemetry.scrape()).contains("route=\"(other)\",service=\"wiki\",} 7.0");
        }
    }

    @Test
    void countsThatOthersKeepAreNotForgotten() {
        java.util.concurrent.atomic.AtomicLong count = new java.util.concurrent.atomic.AtomicLong();
        telemetry.showCount("fairlead.shown", "a count of somebody else's", count::get);
        System.gc();
        count.set(7);

        assertThat(telemetry.scrape()).contains("fairlead_shown_total 7.0");
    }
}
