package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.fairlead.config.Operations;
import org.fairlead.config.Operations.AccessLog.Target;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.telemetry.ExchangeRecord.Phase;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;
import org.fairlead.routing.TreatedAs;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String line(ExchangeRecord record, String... shown) {
        JsonLine line = new AccessLine(Set.of(shown)).render(record);
        return new String(line.bytes(), 0, line.length(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Nested
    class ALine {
        @Test
        void tellsWhereTheRequestWentAndWhy() {
            ExchangeRecord record =
                    Exchanges.begun(new ExchangeRecord(true), "https://en.example.org/w/index.php?action=rollback");
            record.decided(Exchanges.movedByRule());
            record.attempt("10.0.0.1:80", 0);
            record.attemptEnded(0, "connect-failed", 0);
            record.attempt("10.0.0.2:80", 0);
            record.reached(Phase.HEAD_RECEIVED, 13_000);
            record.reached(Phase.END, 1_235_567);
            record.status(500);
            record.received(3);
            record.sent(45);
            record.flagged(Finding.BLOCKED);
            record.failed("flagged-write");
            record.abortedByClient();

            assertThat(line(record, "action"))
                    .isEqualTo("{\"time\":\"2026-11-22T14:44:05.678Z\",\"id\":\"req-1\",\"client\":\"192.0.2.7\","
                            + "\"http_version\":\"1.1\","
                            + "\"method\":\"GET\",\"host\":\"en.example.org\",\"path\":\"/w/index.php\","
                            + "\"query\":\"action=rollback\",\"status\":500,\"bytes_in\":3,\"bytes_out\":45,"
                            + "\"service\":\"wiki\",\"datacenter\":\"eqiad\",\"origin\":\"10.0.0.2:80\",\"reason\":\"rule\","
                            + "\"rule\":\"rollback \\\"writes\\\" on GET\",\"treated_as\":\"read\",\"moved_from\":\"codfw\","
                            + "\"attempts\":2,\"tried\":\"10.0.0.1:80 connect-failed, 10.0.0.2:80\",\"write\":\"blocked\",\"failure\":\"flagged-write\",\"client_aborted\":true,"
                            + "\"ms\":{\"head\":0.012,\"total\":1.234}}\n");
        }

        @Test
        void leavesOutWhatIsUnknown() {
            ExchangeRecord record = new ExchangeRecord(true);
            record.begin(0, 0);

            assertThat(line(record))
                    .isEqualTo(
                            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"bytes_in\":0,\"bytes_out\":0,\"attempts\":0,\"ms\":{}}\n");
        }

        @Test
        void tellsTheTimeAsItGoesOn() {
            AccessLine line = new AccessLine(Set.of());
            ExchangeRecord record = new ExchangeRecord(true);
            for (String time : List.of(
                    "2026-11-22T14:44:05.678Z",
                    "2026-11-22T14:44:10.000Z",
                    "2026-11-22T14:45:00.001Z",
                    "2026-11-22T14:44:59.999Z",
                    "2026-11-23T00:00:00.000Z",
                    "1969-12-31T23:59:58.000Z")) {
                record.begin(Instant.parse(time).toEpochMilli(), 0);
                JsonLine rendered = line.render(record);

                assertThat(new String(rendered.bytes(), 0, 34, java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo("{\"time\":\"" + time + "\"");
            }
        }

        @Test
        void saysNothingOfTheExchangeBefore() {
            ExchangeRecord record = Exchanges.begun(new ExchangeRecord(true), "https://en.example.org/secret?token=1");
            record.decided(Exchanges.movedByRule());
            record.begin(0, 0);

            assertThat(line(record)).doesNotContain("secret", "token", "rollback", "192.0.2.7");
        }

        /** More places than are kept in mind, in turn and anew; each thing that is told differs alone at times. */
        @Test
        void saysOfEachWhereItWentWhateverWasSaidBefore() {
            AccessLine line = new AccessLine(Set.of());
            Random random = new Random(7);
            for (int i = 0; i < 20_000; i++) {
                ExchangeRecord record = new ExchangeRecord(true);
                record.begin(0, 0);
                if (random.nextInt(4) > 0) {
                    record.decided(anyOf(random));
                }
                if (random.nextInt(4) > 0) {
                    record.attempt("10.0.0." + random.nextInt(random.nextBoolean() ? 2 : 100) + ":80", 0);
                    record.spoke(0, random.nextBoolean() ? Spoken.HTTP1 : Spoken.HTTP2);
                }
                JsonLine rendered = line.render(record);

                assertThat(new String(
                                rendered.bytes(), 0, rendered.length(), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo(line(record));
            }
        }

        private static Decision anyOf(Random random) {
            return new Decision.Forward(
                    random.nextBoolean() ? Exchanges.WIKI : Exchanges.service("other"),
                    random.nextBoolean() ? TreatedAs.READ : TreatedAs.WRITE,
                    random.nextBoolean() ? Exchanges.EQIAD : Exchanges.CODFW,
                    Decision.Crossing.NONE,
                    random.nextBoolean() ? Reason.LOCAL : Reason.RULE,
                    random.nextBoolean() ? Exchanges.RULE : null,
                    random.nextBoolean() ? Exchanges.CODFW : null,
                    null,
                    null);
        }

        @Test
        void keepsNamesOfParametersAndHidesTheirValues() {
            ExchangeRecord record = Exchanges.begun(
                    new ExchangeRecord(true),
                    "https://en.example.org/?action=raw&token=s3cret&flag&empty=&action=2&a=b=c");

            assertThat(JSON.readTree(line(record, "action")).get("query").asString())
                    .isEqualTo("action=raw&token=*&flag&empty=&action=2&a=*");
        }

        @Test
        void ofALongUrlIsCutAndSaysSo() {
            ExchangeRecord record =
                    Exchanges.begun(new ExchangeRecord(true), "https://en.example.org/" + "a".repeat(20_000));

            JsonNode read = JSON.readTree(line(record));
            assertThat(read.get("path").asString()).hasSize(RequestSnippet.LONGEST_TARGET_PART);
            assertThat(read.get("cut").asBoolean()).isTrue();
        }

        static LongStream seeds() {
            return LongStream.range(0, 200);
        }

        @ParameterizedTest
        @MethodSource("seeds")
        void survivesHostileBytes(long seed) {
            Random random = new Random(seed);
            byte[] bytes = new byte[64];
            random.nextBytes(bytes);
            RequestHead head = new RequestHead();
            head.reset(bytes);
            head.method(0, 4);
            head.target(4, 40, 40, 64);
            ExchangeRecord record = new ExchangeRecord(true);
            record.begin(0, 0);
            record.describe(head);

            String line = line(record, "x");
            assertThat(line)
                    .endsWith("}\n")
                    .satisfies(text -> assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1));
            byte[] path =
                    JSON.readTree(line).get("path").asString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(path).isEqualTo(java.util.Arrays.copyOfRange(bytes, 4, 40));
        }
    }

    @Nested
    class ToAFile {
        @TempDir
        Path folder;

        private Operations.AccessLog settings(Path file) {
            return new Operations.AccessLog(new Target.File(file), Set.of());
        }

        private void write(Telemetry telemetry, int lines) {
            LoopTelemetry loop = telemetry.forLoop();
            ExchangeRecord record = loop.newRecord();
            for (int i = 0; i < lines; i++) {
                Exchanges.begun(record, "https://en.example.org/" + i);
                loop.exchangeEnded(record);
            }
        }

        @Test
        void holdsEveryLineInOrderAfterTheEnd() throws IOException {
            Path file = folder.resolve("access.log");
            try (Telemetry telemetry = Telemetry.start(settings(file))) {
                write(telemetry, 100);
            }

            List<String> lines = Files.readAllLines(file);
            assertThat(lines).hasSize(100);
            assertThat(JSON.readTree(lines.get(99)).get("path").asString()).isEqualTo("/99");
        }

        @Test
        void appends() throws IOException {
            Path file = folder.resolve("access.log");
            for (int i = 0; i < 2; i++) {
                try (Telemetry telemetry = Telemetry.start(settings(file))) {
                    write(telemetry, 1);
                }
            }

            assertThat(Files.readAllLines(file)).hasSize(2);
        }

        @Test
        void isOpenedAnewAfterRotation() throws Exception {
            Path file = folder.resolve("access.log");
            try (Telemetry telemetry = Telemetry.start(settings(file))) {
                write(telemetry, 1);
                org.awaitility.Awaitility.await().until(() -> Files.size(file) > 0);
                Files.move(file, folder.resolve("access.log.1"));
                org.awaitility.Awaitility.await().until(() -> {
                    write(telemetry, 1);
                    return Files.exists(file) && Files.size(file) > 0;
                });
            }
        }

        @Test
        void thatCannotBeOpenedIsSaidAtTheStart() {
            assertThatThrownBy(() -> Telemetry.start(settings(folder.resolve("missing/access.log"))))
                    .hasMessageContaining("can't be opened for writing");
        }
    }

    @Nested
    class ToStandardOutput {
        /** Takes nothing twice, and then all. */
        private static final class Reluctant implements WritableByteChannel {
            private int refusals = 2;
            private int taken;

            @Override
            public int write(ByteBuffer bytes) {
                if (refusals > 0) {
                    refusals--;
                    return 0;
                }
                int count = bytes.remaining();
                bytes.position(bytes.limit());
                taken += count;
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        }

        @Test
        void waitsForWhomItMustNotBlock() throws IOException {
            Reluctant target = new Reluctant();

            LogTargets.writeWhole(ByteBuffer.allocate(5), target);

            assertThat(target.taken).isEqualTo(5);
        }
    }
}
