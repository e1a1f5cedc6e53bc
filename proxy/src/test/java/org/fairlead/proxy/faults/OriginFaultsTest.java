package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.fairlead.config.Timeouts;
import org.fairlead.proxy.testkit.FaultRelay;
import org.fairlead.proxy.testkit.FaultRelay.Fault;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client sees of each {@link Fault}: of a read nothing, where another origin lives; of a write that it isn't done, or not known. */
@OverEveryFront({Front.HTTP1, Front.HTTP2_TLS})
class OriginFaultsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nall is well.";
    private static final int READS = 4;

    static Timeouts quick(Timeouts usual) {
        return new Timeouts(
                usual.connect(), usual.requestHead(), Duration.ofMillis(300), usual.clientIdle(), usual.upstreamIdle());
    }

    private static String post(String... lines) {
        return RawClient.request("POST", "/", lines.length > 0 ? lines : new String[] {"Content-Length: 3"}) + "abc";
    }

    /** Before the answer's head is whole the client has nothing of it. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET_AFTER_HEAD", "RESET_IN_BODY", "END_IN_BODY", "STALL_IN_BODY"})
    void aReadIsAnsweredByAnotherOrigin(Fault fault) {
        try (RawOrigin first = RawOrigin.answering(OK);
                RawOrigin second = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(first.port());
                Fleet fleet = Fleet.alone(relay.port(), second.port())
                        .timeouts(OriginFaultsTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            relay.inject(fault);

            for (int i = 0; i < READS; i++) {
                assertThat(client.get("/").body()).isEqualTo("all is well.");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET_AFTER_HEAD", "RESET_IN_BODY", "END_IN_BODY", "STALL_IN_BODY"})
    void aReadIsAnsweredByTheOtherDatacenter(Fault fault) {
        try (RawOrigin eqiad = RawOrigin.answering(OK);
                RawOrigin codfw = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(eqiad.port());
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", relay.port(), relay.port(), relay.port(), relay.port())
                        .datacenter("codfw", codfw.port())
                        .timeouts(OriginFaultsTest::quick)
                        .start();
                RawClient client = fleet.client("eqiad")) {
            // On a connection that was well before, and on fresh ones.
            assertThat(client.get("/").body()).isEqualTo("all is well.");
            relay.inject(fault);
            if (fault == Fault.REFUSE || fault == Fault.ACCEPT_AND_CLOSE) {
                relay.cutAll();
            }

            assertThat(client.get("/").body()).isEqualTo("all is well.");
            assertThat(client.get("/").body()).isEqualTo("all is well.");
            if (fault != Fault.NONE && fault != Fault.DRIP) {
                assertThat(codfw.requests()).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSE, 502, connect-failed, false",
        "ACCEPT_AND_CLOSE, 502, closed-before-answer, true",
        "RESET_BEFORE_REQUEST, 502, closed-before-answer, true",
        "RESET_IN_REQUEST, 502, closed-before-answer, true",
        "BLACK_HOLE, 504, answer-timed-out, true",
        "RESET_BEFORE_ANSWER, 502, closed-before-answer, true",
        "HALF_CLOSE, 502, closed-before-answer, true",
        "SILENT_AFTER_REQUEST, 504, answer-timed-out, true",
        "GARBAGE, 502, malformed-answer, true",
        "RESET_IN_HEAD, 502, closed-in-head, true"
    })
    void aWriteIsDoneOnceOrRefused(Fault fault, int status, String reason, boolean pins) {
        try (RawOrigin primary = RawOrigin.answering(OK);
                RawOrigin replica = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(primary.port());
                Fleet fleet = Fleet.plan()
                        .datacenter("eqiad", relay.port(), relay.port())
                        .datacenter("codfw", replica.port())
                        .pins()
                        .timeouts(OriginFaultsTest::quick)
                        .start();
                RawClient client = fleet.client("eqiad")) {
            relay.inject(fault);

            RawClient.Response answer = client.send(post()).read("POST");

            assertThat(answer.status()).as("%s", answer).isEqualTo(status);
            assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
            assertThat(answer.fields("Set-Cookie")).hasSize(pins ? 1 : 0);
            assertThat(primary.requests())
                    .filteredOn(request -> request.endsWith("abc"))
                    .hasSize(fault.reachesOrigin() ? 1 : 0);
            assertThat(replica.requests()).isEmpty();
        }
    }

    /** A status that says 200 can't be taken back: the client must see that the answer isn't whole. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET_AFTER_HEAD", "RESET_IN_BODY", "END_IN_BODY", "STALL_IN_BODY"})
    void anAnswerThatBreaksOffNeverLooksWhole(Fault fault) {
        try (RawOrigin origin = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(origin.port());
                Fleet fleet = Fleet.alone(relay.port(), relay.port())
                        .timeouts(OriginFaultsTest::quick)
                        .start()) {
            relay.inject(fault);
            for (String request : new String[] {RawClient.request("GET", "/"), post()}) {
                try (RawClient client = fleet.client()) {
                    assertThat(client.send(request).read("GET").status()).isEqualTo(502);
                } catch (UncheckedIOException e) {
                    assertThat(e).hasMessageContaining("reset");
                }
            }
            assertThat(origin.requests()).filteredOn(r -> r.startsWith("POST")).hasSize(1);
        }
    }

    /** Nothing of it has left: another origin of the primary takes it. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE", "REFUSE", "DRIP"})
    void aWriteThatCannotHaveArrivedIsDoneByAnotherOrigin(Fault fault) {
        try (RawOrigin first = RawOrigin.answering(OK);
                RawOrigin second = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(first.port());
                Fleet fleet = Fleet.alone(relay.port(), second.port())
                        .timeouts(OriginFaultsTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            relay.inject(fault);
            for (int i = 0; i < READS; i++) {
                assertThat(client.send(post()).read("POST").status()).isEqualTo(200);
            }
            assertThat(first.requests().size() + second.requests().size()).isEqualTo(READS);
        }
    }

    @Test
    void allIsWellAgainOnceTheFaultIsGone() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(origin.port());
                Fleet fleet = Fleet.alone(relay.port())
                        .timeouts(OriginFaultsTest::quick)
                        .start();
                RawClient client = fleet.client()) {
            for (Fault fault : new Fault[] {Fault.REFUSE, Fault.RESET_BEFORE_ANSWER, Fault.BLACK_HOLE, Fault.GARBAGE}) {
                relay.inject(fault);
                relay.cutAll();
                assertThat(client.get("/").status()).as(fault.name()).isIn(502, 504);
                relay.inject(Fault.NONE);
                assertThat(client.get("/").status()).as("after " + fault).isEqualTo(200);
            }
        }
    }

    @Test
    void distanceDelaysAndChangesNothing() {
        try (RawOrigin origin = RawOrigin.answering(OK);
                FaultRelay relay = FaultRelay.before(origin.port());
                Fleet fleet = Fleet.alone(relay.port()).start();
                RawClient client = fleet.client()) {
            relay.delay(Duration.ofMillis(40));
            long begun = System.nanoTime();

            assertThat(client.get("/").body()).isEqualTo("all is well.");
            assertThat(System.nanoTime() - begun).isGreaterThan(80_000_000L);
        }
    }
}
