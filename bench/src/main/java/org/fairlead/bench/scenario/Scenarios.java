package org.fairlead.bench.scenario;

import static org.fairlead.bench.scenario.Scenario.Part.ALL;
import static org.fairlead.bench.scenario.Scenario.Part.FULL;
import static org.fairlead.bench.scenario.Scenario.Part.QUICK;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fairlead.bench.contestant.Setup;
import org.fairlead.bench.load.Request;

/** All scenarios, in the order in which they run. */
public final class Scenarios {
    static final String HOST = Setup.host(0);
    private static final String PAGE = "/wiki/Foo?x=1";
    private static final int KIB = 1024;
    private static final Duration ROUND_TRIP = Duration.ofMillis(36);
    private static final int PAGE_VIEWS_PER_SECOND = 40;
    private static final int RATE_OF_INCIDENTS = 2000;

    private Scenarios() {}

    /** @param rate requests a second where latency is measured */
    public static List<Scenario> all(int rate) {
        List<Scenario> all = new ArrayList<>();
        all.addAll(starts());
        all.addAll(sizes());
        all.add(latency(rate));
        all.addAll(tls());
        all.addAll(routing());
        all.addAll(incidents());
        all.addAll(distance());
        return List.copyOf(all);
    }

    private static List<Scenario> starts() {
        return List.of(
                new Scenario(
                        "start",
                        "Start-up",
                        "from the start of the process to the first answered request",
                        QUICK,
                        Setup.PLAIN,
                        new StartUp()),
                idle(5000, QUICK),
                idle(10_000, ALL));
    }

    private static Scenario idle(int connections, Scenario.Part part) {
        return new Scenario(
                "idle-" + connections,
                String.format(java.util.Locale.ROOT, "%,d idle connections", connections),
                "each has had one answer and stays open",
                part,
                Setup.PLAIN,
                new Idling(connections));
    }

    private static List<Scenario> sizes() {
        return List.of(
                saturation("get-1k", "GET of 1 KiB", QUICK, Request.get(HOST, PAGE)),
                saturation("get-10k", "GET of 10 KiB", FULL, Request.get(HOST, "/size/10240")),
                saturation("get-100k", "GET of 100 KiB", QUICK, Request.get(HOST, "/size/102400")),
                saturation("post-1k", "POST of 1 KiB", QUICK, Request.post(HOST, PAGE, KIB)),
                saturation("post-1m", "POST of 1 MiB", FULL, Request.post(HOST, PAGE, KIB * KIB)),
                new Scenario(
                        "mixed",
                        "A mixed day",
                        "of 100 requests 90 are local reads (1, 10 and 100 KiB); 10 cross: writes, pinned reads and rule matches",
                        FULL,
                        Setup.PLAIN,
                        new Saturation(MixedDay.requests(), Saturation.CONNECTIONS)),
                saturation(
                        "new-connection",
                        "A new connection per request",
                        FULL,
                        Request.get(HOST, PAGE).with("Connection", "close")));
    }

    private static Scenario saturation(String name, String title, Scenario.Part part, Request request) {
        String work = "as many as are answered, over " + Saturation.CONNECTIONS + " connections";
        return new Scenario(name, title, work, part, Setup.PLAIN, Saturation.of(request));
    }

    private static Scenario latency(int rate) {
        return new Scenario(
                "latency",
                String.format(java.util.Locale.ROOT, "Latency at %,d requests/s", rate),
                "GET of 1 KiB at a fixed rate over 64 connections, counted from when each was due",
                QUICK,
                Setup.PLAIN,
                FixedRate.of(rate, Request.get(HOST, PAGE)));
    }

    private static List<Scenario> tls() {
        Request page = Request.get(HOST, PAGE);
        Setup secure = Setup.PLAIN.withTls();
        return List.of(
                new Scenario(
                        "tls-get-1k",
                        "TLS 1.3: GET of 1 KiB",
                        "as get-1k, over TLS with HTTP/1.1",
                        FULL,
                        secure,
                        Saturation.of(page)),
                new Scenario(
                        "h2-get-1k",
                        "HTTP/2 over TLS 1.3: GET of 1 KiB",
                        "as get-1k, in HTTP/2 over TLS: 8 connections, 8 streams at a time on each",
                        FULL,
                        secure.withHttp2(),
                        Saturation.of(page)),
                new Scenario(
                        "h2c-get-1k",
                        "HTTP/2 without TLS: GET of 1 KiB",
                        "as h2-get-1k, by prior knowledge",
                        ALL,
                        Setup.PLAIN.withHttp2(),
                        Saturation.of(page)),
                new Scenario(
                        "tls-get-100k",
                        "TLS 1.3: GET of 100 KiB",
                        "as get-100k, over TLS with HTTP/1.1",
                        ALL,
                        secure,
                        Saturation.of(Request.get(HOST, "/size/102400"))),
                new Scenario(
                        "tls-handshakes",
                        "TLS 1.3: a new connection per request",
                        "as new-connection, over TLS; wrk resumes no session",
                        ALL,
                        secure,
                        Saturation.of(page.with("Connection", "close"))),
                idleFront("tls-idle", "over TLS 1.3", secure),
                idleFront("h2-idle", "in HTTP/2 over TLS 1.3", secure.withHttp2()),
                idleFront("h2c-idle", "in HTTP/2 without TLS", Setup.PLAIN.withHttp2()));
    }

    private static Scenario idleFront(String name, String how, Setup setup) {
        return new Scenario(
                name,
                "5,000 idle connections " + how,
                "each has had one answer and stays open",
                ALL,
                setup,
                new Idling(5000));
    }

    private static List<Scenario> routing() {
        String asGet = "otherwise as get-1k";
        Saturation page = Saturation.of(Request.get(HOST, PAGE));
        Saturation everyService = new Saturation(
                IntStream.range(0, 10)
                        .mapToObj(i -> Request.get(Setup.host(i), PAGE))
                        .toList(),
                Saturation.CONNECTIONS);
        Saturation manyServices = new Saturation(
                IntStream.range(0, 100)
                        .mapToObj(i -> Request.get(Setup.host(i * 10), PAGE))
                        .toList(),
                Saturation.CONNECTIONS);
        return List.of(
                new Scenario("rules-10", "10 rules, none matching", asGet, FULL, Setup.PLAIN.withRules(10), page),
                new Scenario(
                        "rules-1000", "1,000 rules, none matching", asGet, FULL, Setup.PLAIN.withRules(1000), page),
                new Scenario("services-10", "10 services", asGet, ALL, Setup.PLAIN.withServices(10), everyService),
                new Scenario(
                        "services-1000", "1,000 services", asGet, ALL, Setup.PLAIN.withServices(1000), manyServices),
                new Scenario("access-log", "With an access log", asGet, ALL, Setup.PLAIN.withAccessLog(), page));
    }

    private static List<Scenario> incidents() {
        Request page = Request.get(HOST, PAGE);
        List<List<Request>> visits = List.of(List.of(page));
        return List.of(
                new Scenario(
                        "origin-fails",
                        "One of two origins fails",
                        "2,000 requests/s; a local origin is killed after a third of the round and back after two thirds",
                        ALL,
                        Setup.PLAIN.withOrigins(2),
                        new FixedRate(visits, RATE_OF_INCIDENTS, Incident.ORIGIN_FAILS)),
                new Scenario(
                        "reload",
                        "A reload every second",
                        "2,000 requests/s, while the configuration is taken up anew each second",
                        ALL,
                        Setup.PLAIN.withReloads(),
                        new FixedRate(visits, RATE_OF_INCIDENTS, Incident.RELOADS)));
    }

    /** A reader near the replica, whose pages are a document and two reads that depend on what came before. */
    private static List<Scenario> distance() {
        List<Request> reader = List.of(
                Request.get(HOST, "/size/10240"),
                Request.get(HOST, "/w/api.php?a=1"),
                Request.get(HOST, "/w/api.php?a=2"));
        FixedRate views = new FixedRate(List.of(reader), PAGE_VIEWS_PER_SECOND, Incident.NONE);
        String work =
                "a reader near the replica; a page view is a document of 10 KiB and then two reads of 1 KiB, 40 views/s; ";
        return List.of(
                new Scenario(
                        "far-home",
                        "36 ms apart: all traffic at the primary",
                        work + "the primary is 36 ms away and answers everything",
                        QUICK,
                        Setup.PLAIN.withPrimaryAt(ROUND_TRIP, true),
                        views),
                new Scenario(
                        "far-local",
                        "36 ms apart: local reads",
                        work + "the primary is 36 ms away and the replica answers reads",
                        QUICK,
                        Setup.PLAIN.withPrimaryAt(ROUND_TRIP, false),
                        views),
                new Scenario(
                        "far-write",
                        "36 ms apart: an edit and the page after it",
                        "a POST of 1 KiB, then the page it changed, pinned to the primary 36 ms away",
                        FULL,
                        Setup.PLAIN.withPrimaryAt(ROUND_TRIP, false),
                        new FixedRate(List.of(MixedDay.edit()), PAGE_VIEWS_PER_SECOND, Incident.NONE)));
    }
}
