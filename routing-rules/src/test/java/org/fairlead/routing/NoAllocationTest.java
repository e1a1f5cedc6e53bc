package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An unpinned GET costs no garbage, whichever way it takes; nor does one that the application's own mark pins. */
class NoAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 10_000;
    private static final int ROUNDS = 5;

    private static final String BROWSER = """
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ~ \
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 ~ \
            Accept-Language: de,en;q=0.5 ~ Accept-Encoding: gzip, deflate, br, zstd ~ \
            Referer: https://en.wikipedia.org/wiki/Main_Page ~ Connection: keep-alive ~ \
            Sec-Fetch-Dest: document ~ Sec-Fetch-Mode: navigate ~ Via: 1.1 varnish (Varnish/7.1), 1.1 edge ~ \
            Cookie: WMF-Last-Access=22-Nov-2026; GeoIP=DE:BE:Berlin:52.52:13.40:v4; enwikiUserID=4711; \
            NetworkProbeLimit=0.001; enwikimwuser-sessionId=\"""";

    private static TestService wiki() {
        TestService service = new TestService("wiki")
                .hosts("*.wikipedia.org", "www.mediawiki.org")
                .reads(Service.Reads.LOCAL_ANONYMOUS)
                .honour(When.cookie("UseDC", "master"), When.query("cpPosIndex", "*"))
                .cookieless(new ClientKey.OfAddress())
                .shift(
                        Optional.of(TestFleet.DRMRS),
                        200,
                        new ClientKey.OfCookie("enwikiUserID"),
                        new ClientKey.OfAddress())
                .rule("fresh", When.path("/wiki/Special:RecentChanges**"), new Effect.SendToPrimary())
                .rule("near", When.path("/static/**"), new Effect.SendToLocal(), new Effect.IgnorePin())
                .rule("there", When.header("X-There", "1"), new Effect.SendTo(TestFleet.DRMRS))
                .rule("rollback", When.query("action", "rollback"), new Effect.TreatAs(TreatedAs.WRITE))
                .rule(
                        "api",
                        When.all(When.method("POST"), When.path("/w/api.php")),
                        new Effect.TreatAs(TreatedAs.READ));
        for (int i = 0; i < 5; i++) {
            service.rule("r" + i, When.path("/w/*/rest" + i + "/**"), new Effect.SendToPrimary());
        }
        return service;
    }

    @ParameterizedTest(name = "{0} {1} ({2})")
    @CsvSource(delimiter = '|', textBlock = """
                    GET /wiki/Foo?useskin=vector&oldid=12345   |              | local
                    GET /w/index.php?title=F%C3%BC+r&x=%20     |              | local
                    GET /wiki/Br%C3%BCcke//x/../y              |              | local
                    HEAD /                                     |              | local
                    OPTIONS /                                  | Max-Forwards: 3 | local
                    GET /wiki/Special:RecentChanges            |              | rule
                    GET /static/a.css                          |              | rule
                    GET /wiki/Foo                              | X-There: 1   | rule
                    GET /w/a/rest3/b                           |              | rule
                    GET /wiki/Foo                              | Cookie: enwikiSession=1 | session
                    GET /wiki/Foo                              | Via: 1.1 wiki-eqiad | local
                    GET /wiki/Foo                              | Cookie: UseDC=master | pin
                    """)
    void makesNoGarbage(String line, String more, String reason) {
        RequestHead head = TestFleet.request(line, BROWSER + (more == null ? "" : " ~ " + more));
        Snapshot snapshot = new TestFleet(wiki()).snapshot();
        DecisionEngine engine = new DecisionEngine();
        RequestFacts facts = TestFleet.facts();
        PinTable table = (key, now) -> false;
        Decision decision = engine.decide(snapshot, head, facts, table, DecisionListener.NONE);
        assertThat(decision.reason().label()).isEqualTo(reason);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                facts.next(facts.client(), TestFleet.NOW + i, i);
                engine.decide(snapshot, head, facts, table, DecisionListener.NONE);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        // An object a call would be sixteen bytes a call; the virtual machine itself now and then takes some for the
        // thread.
        assertThat(least).as("bytes allocated by %s calls", CALLS).isLessThan(CALLS);
    }

    @Test
    void makesNoGarbageWhereADatacenterIsWeakEither() {
        RequestHead head = TestFleet.request("GET /wiki/Foo", BROWSER);
        Snapshot snapshot = new TestFleet(wiki())
                .capacity(Map.of("codfw", new Capacity.Share(9_999, true)), Map.of("eqiad", 3_000))
                .snapshot();
        DecisionEngine engine = new DecisionEngine();
        RequestFacts facts = TestFleet.facts();
        PinTable table = (key, now) -> false;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                engine.decide(snapshot, head, facts, table, DecisionListener.NONE);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes allocated by %s calls", CALLS).isZero();
    }

    /** So that the test above is known to notice. */
    @ParameterizedTest
    @CsvSource({"POST https://example.org/, Cookie: a=b", "GET /nowhere, X-HTTP-Method: GET"})
    void noticesGarbageWhereThereIsSome(String line, String fields) {
        RequestHead head = TestFleet.request(line, fields);
        Snapshot snapshot = new TestFleet(wiki()).snapshot();
        DecisionEngine engine = new DecisionEngine();
        RequestFacts facts = TestFleet.facts();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            engine.decide(snapshot, head, facts, PinTable.EMPTY, DecisionListener.NONE);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isGreaterThan(16L * CALLS);
    }
}
