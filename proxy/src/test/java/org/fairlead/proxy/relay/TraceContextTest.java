package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.Operations;
import org.fairlead.matching.CidrBlock;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context: continued where it is believed, begun anew otherwise, and told to the origin and the log. */
class TraceContextTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String GOOD = "00-" + TRACE + "-" + PARENT + "-01";
    private static final List<CidrBlock> LOOPBACK = List.of(CidrBlock.parse("127.0.0.0/8"));

    @TempDir
    Path folder;

    private static List<String> lines(RawOrigin origin, String name) {
        String head = origin.requests().get(origin.requests().size() - 1);
        return Arrays.stream(head.split("\r\n", -1))
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The {@code traceparent} that the origin got. */
    private static String sent(Fleet.Plan plan, RawOrigin origin, String... fields) {
        try (Fleet fleet = plan.start();
                RawClient client = fleet.client()) {
            assertThat(client.get("/", fields).status()).isEqualTo(200);
            List<String> lines = lines(origin, "traceparent");
            assertThat(lines).hasSize(1);
            assertThat(lines.get(0)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
            return lines.get(0);
        }
    }

    @Test
    void isBegunWhereThereIsNone() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            String first = sent(Fleet.alone(origin.port()), origin);
            String second = sent(Fleet.alone(origin.port()), origin);

            assertThat(first).endsWith("-02").isNotEqualTo(second);
        }
    }

    @Test
    void isMarkedAsSampledForTheShareThatIs() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(sent(
                            Fleet.alone(origin.port()).tracing(new Operations.Tracing(Optional.empty(), 10_000)),
                            origin))
                    .endsWith("-03");
        }
    }

    @Test
    void isContinuedWithASpanOfOursWhereForwardingIsBelieved() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            String sent = sent(
                    Fleet.alone(origin.port()).trusts("127.0.0.0/8"),
                    origin,
                    "Traceparent: " + GOOD,
                    "tracestate: a=1",
                    "tracestate: b=2");

            assertThat(sent).startsWith("00-" + TRACE + "-").endsWith("-01").doesNotContain(PARENT);
            assertThat(lines(origin, "tracestate")).containsExactly("a=1", "b=2");
        }
    }

    @Test
    void isBegunAnewWhereTheSenderIsNotBelieved() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(sent(Fleet.alone(origin.port()), origin, "traceparent: " + GOOD, "tracestate: a=1"))
                    .doesNotContain(TRACE);
            assertThat(lines(origin, "tracestate")).isEmpty();
        }
    }

    @Test
    void hasNetworksOfItsOwnWhereTheyAreNamed() {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(sent(
                            Fleet.alone(origin.port()).tracing(new Operations.Tracing(Optional.of(LOOPBACK), 0)),
                            origin,
                            "traceparent: " + GOOD))
                    .contains(TRACE);
            assertThat(sent(
                            Fleet.alone(origin.port())
                                    .trusts("127.0.0.0/8")
                                    .tracing(new Operations.Tracing(Optional.of(List.of()), 0)),
                            origin,
                            "traceparent: " + GOOD))
                    .doesNotContain(TRACE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-" + TRACE + "-" + PARENT,
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "00-" + TRACE + "-" + PARENT + "-0g",
                "00-" + TRACE + "-0000000000000000-01",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "01-" + TRACE + "-" + PARENT + "-01.more",
                "00_" + TRACE + "-" + PARENT + "-01",
                GOOD + "\r\ntraceparent: " + GOOD
            })
    void thatIsMalformedIsReplacedAndItsStateDropped(String malformed) {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(sent(
                            Fleet.alone(origin.port()).trusts("127.0.0.0/8"),
                            origin,
                            "traceparent: " + malformed,
                            "tracestate: a=1"))
                    .doesNotContain(TRACE);
            assertThat(lines(origin, "tracestate")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"01-" + TRACE + "-" + PARENT + "-09", "cc-" + TRACE + "-" + PARENT + "-01-what-comes-later"})
    void ofAVersionToComeIsContinuedAsOurs(String later) {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            assertThat(sent(Fleet.alone(origin.port()).trusts("127.0.0.0/8"), origin, "traceparent: " + later))
                    .startsWith("00-" + TRACE + "-")
                    .endsWith("-01");
        }
    }

    @Test
    void goesOnThroughAPeer() {
        try (RawOrigin here = RawOrigin.answering(OK);
                RawOrigin there = RawOrigin.answering(OK);
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", there.port())
                        .datacenter("codfw", here.port())
                        .trusts("127.0.0.0/8")
                        .start();
                RawClient client = fleet.client("codfw")) {
            assertThat(client.exchange("POST", "/", "Content-Length: 0", "traceparent: " + GOOD)
                            .status())
                    .isEqualTo(200);

            assertThat(lines(there, "traceparent")).singleElement().asString().startsWith("00-" + TRACE + "-");
        }
    }

    @Test
    void standsInTheAccessLog() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                Fleet fleet = Fleet.alone(origin.port()).accessLogs(folder).start();
                RawClient client = fleet.client()) {
            client.get("/");
            String[] parts = lines(origin, "traceparent").get(0).split("-", -1);

            await().untilAsserted(() -> assertThat(Files.readString(folder.resolve("eqiad")))
                    .contains("\"trace_id\":\"" + parts[1] + "\",\"span_id\":\"" + parts[2] + "\""));
        }
    }
}
