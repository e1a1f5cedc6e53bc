package org.fairlead.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.matching.ClientAddress;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.matching.ValuePattern;
import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;
import org.fairlead.routing.ClientKey;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.Effect;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.RequestFacts;
import org.fairlead.routing.RoutingTable;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Snapshot;
import org.fairlead.routing.Topology;
import org.fairlead.routing.TreatedAs;
import org.fairlead.trust.FleetKeys;

/** A fleet of two datacenters with services like a wiki's: application marks, session cookies, pins, a shift, rules. */
final class BenchFleet {
    static final long NOW = 1_795_000_000_000L;
    static final FleetKeys KEYS = new FleetKeys(List.of("a secret of the fleet".getBytes(StandardCharsets.US_ASCII)));

    private static final List<Datacenter> DATACENTERS =
            List.of(new Datacenter("eqiad", 0, true), new Datacenter("codfw", 1, true));

    private BenchFleet() {}

    /** Seen from codfw; eqiad is the primary. */
    static Snapshot snapshot(List<Service> services) {
        Topology topology =
                new Topology("wiki", DATACENTERS.get(1), Optional.of(DATACENTERS.get(0)), 17, DATACENTERS, DATACENTERS);
        return new Snapshot(
                topology,
                RoutingTable.compile(services, DATACENTERS.size()),
                Snapshot.Overrides.NONE,
                List.of(DatacenterState.ACTIVE, DatacenterState.ACTIVE),
                Optional.of(KEYS));
    }

    static Service service(String name, List<String> hosts, List<Rule> rules) {
        Service.Policy policy = new Service.Policy(
                Service.Reads.LOCAL_ANONYMOUS,
                Service.Home.PRIMARY,
                Service.Home.PRIMARY,
                List.of(),
                List.of(Glob.value("*Session", false), Glob.value("*Token", false)),
                true);
        PinSettings pin = new PinSettings(
                List.of(
                        new Condition.CookieHas("UseDC", values("master")),
                        new Condition.QueryHas("cpPosIndex", List.of(ValuePattern.Present.PRESENT))),
                Optional.of(Duration.ofSeconds(10)),
                Duration.ofSeconds(60),
                List.of(new ClientKey.OfAddress()),
                PinSettings.Cookie.DEFAULT,
                PinSettings.Failover.REFUSE);
        List<ClientKey> by = List.of(new ClientKey.OfCookie("enwikiUserID"), new ClientKey.OfAddress());
        Shift shift = new Shift(Optional.of(DATACENTERS.get(0)), 1, by, name);
        return new Service(
                name, hosts, "appservers", Optional.empty(), policy, pin, Optional.empty(), Optional.of(shift), rules);
    }

    /** Rules as people write them: by path, by method and path, by query, by host, for one page in all its forms; and one that fires. */
    static List<Rule> rules(int count) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i + 1 < count; i++) {
            Condition when = switch (i % 5) {
                case 0 -> path("/wiki/Special:Page" + i + "**");
                case 1 ->
                    new Condition.All(List.of(new Condition.MethodIs(List.of("POST")), path("/w/api" + i + ".php")));
                case 2 -> query("action", "action" + i);
                case 3 -> new Condition.HostIs(List.of("h" + i + ".wikipedia.org"));
                default ->
                    new Condition.Any(List.of(
                            path("/wiki/Special:Form" + i, "/wiki/Special:Form" + i + "/**"),
                            new Condition.All(List.of(path("/w/index.php"), query("title", "Special:Form" + i)))));
            };
            rules.add(rule(
                    "rule " + i, when, i % 2 == 0 ? new Effect.SendToPrimary() : new Effect.TreatAs(TreatedAs.WRITE)));
        }
        rules.add(rule("fresh recent changes", path("/wiki/Special:RecentChanges**"), new Effect.SendToPrimary()));
        return rules;
    }

    private static Rule rule(String name, Condition when, Effect effect) {
        return new Rule(name, Optional.empty(), when, List.of(effect));
    }

    private static Condition path(String... globs) {
        List<ValuePattern> patterns = new ArrayList<>();
        for (String glob : globs) {
            patterns.add(Glob.path(glob, false));
        }
        return new Condition.PathIs(patterns);
    }

    private static Condition query(String name, String glob) {
        return new Condition.QueryHas(name, values(glob));
    }

    private static List<ValuePattern> values(String glob) {
        return List.of(Glob.value(glob, false));
    }

    /** A browser's GET: ten fields, five cookies. */
    static RequestHead get(String url, String moreCookies) {
        return RequestHeadBuilder.request("GET", url)
                .field("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .field("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                .field("Accept-Language", "de,en-US;q=0.7,en;q=0.3")
                .field("Accept-Encoding", "gzip, deflate, br, zstd")
                .field("Referer", "https://en.wikipedia.org/wiki/Main_Page")
                .field("Connection", "keep-alive")
                .field(
                        "Cookie",
                        "WMF-Last-Access=22-Nov-2026; GeoIP=DE:BE:Berlin:52.52:13.40:v4; enwikiUserID=4711;"
                                + " NetworkProbeLimit=0.001; enwikimwuser-sessionId=8f4e5d6c7b8a" + moreCookies)
                .field("Sec-Fetch-Dest", "document")
                .field("Sec-Fetch-Mode", "navigate")
                .build();
    }

    static RequestFacts facts() {
        return new RequestFacts().next(ClientAddress.parse("192.0.2.7").orElseThrow(), NOW, 0);
    }
}
