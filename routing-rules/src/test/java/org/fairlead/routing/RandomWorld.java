package org.fairlead.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;
import org.fairlead.matching.Condition;

/** Topologies, services and requests by chance, of so few words that they often meet. */
final class RandomWorld {
    private static final String[] METHODS = {"GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "PURGE", "QUERY"};
    private static final String[] PATHS = {"/a", "/a/*", "/a/**", "/b*", "/**/x", "/a/b", "/*", "/b/a/x"};
    private static final String[] VALUES = {"1", "2", "*", "1*"};

    final Random random;
    final List<Datacenter> datacenters;
    private final boolean mayIgnorePins;

    /** @param mayIgnorePins whether rules may say ignore-pin */
    RandomWorld(long seed, boolean mayIgnorePins) {
        random = new Random(seed * 0x9e3779b97f4a7c15L);
        this.mayIgnorePins = mayIgnorePins;
        datacenters = IntStream.range(0, 2 + random.nextInt(3))
                .mapToObj(i -> new Datacenter("dc" + i, i, random.nextBoolean()))
                .toList();
    }

    Snapshot snapshot() {
        List<Service> services = new ArrayList<>();
        services.add(service("one").hosts("one.org", "*.one.org").build());
        services.add(service("all").hosts("*").build());
        Topology topology = new Topology(
                "wiki",
                any(),
                maybe(any(), 0.9),
                17,
                datacenters.subList(0, random.nextInt(datacenters.size()) + 1),
                datacenters);
        Snapshot snapshot = new Snapshot(
                topology,
                RoutingTable.compile(services, datacenters.size()),
                new Snapshot.Overrides(random.nextInt(8) == 0),
                datacenters.stream().map(dc -> state()).toList(),
                Optional.of(TestFleet.KEYS));
        return random.nextBoolean() ? snapshot : snapshot.with(capacity());
    }

    private Capacity capacity() {
        Map<String, Capacity.Share> shares = new HashMap<>();
        Map<String, Integer> limits = new HashMap<>();
        for (Datacenter datacenter : datacenters) {
            int reads = random.nextInt(3) == 0 ? random.nextInt(Shift.WHOLE) : Shift.WHOLE;
            shares.put(datacenter.name(), new Capacity.Share(reads, random.nextInt(5) > 0 || reads == Shift.WHOLE));
            limits.put(datacenter.name(), random.nextInt(Shift.WHOLE + 1));
        }
        return new Capacity(Map.of(), shares, limits);
    }

    private DatacenterState state() {
        DatacenterState[] states = DatacenterState.values();
        return random.nextInt(3) > 0 ? DatacenterState.ACTIVE : states[random.nextInt(states.length)];
    }

    Datacenter any() {
        return datacenters.get(random.nextInt(datacenters.size()));
    }

    private <T> Optional<T> maybe(T value, double probability) {
        return random.nextDouble() < probability ? Optional.of(value) : Optional.empty();
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    TestService service(String name) {
        TestService service = new TestService(name)
                .reads(pick(Service.Reads.values()))
                .upgrades(pick(Service.Home.values()))
                .writes(random.nextInt(6) == 0 ? Service.Home.LOCAL : Service.Home.PRIMARY)
                .readFailover(random.nextInt(4) > 0)
                .pinFailover(pick(PinSettings.Failover.values()));
        maybe(any(), 0.2).ifPresent(service::primary);
        maybe("QUERY", 0.3).ifPresent(service::safeMethods);
        if (random.nextBoolean()) {
            service.honour(When.cookie("pin", "1"));
        }
        if (random.nextBoolean()) {
            ClientKey by = random.nextBoolean() ? new ClientKey.OfCookie("user") : new ClientKey.OfAddress();
            service.shift(maybe(any(), 0.8), random.nextInt(Shift.WHOLE + 1), by);
        }
        int rules = random.nextInt(7);
        for (int i = 0; i < rules; i++) {
            service.rule("rule " + i, condition(2), effect());
        }
        return service;
    }

    private Effect effect() {
        return switch (random.nextInt(mayIgnorePins ? 8 : 7)) {
            case 0, 1 -> new Effect.TreatAs(TreatedAs.WRITE);
            case 2 -> new Effect.TreatAs(TreatedAs.READ);
            case 3 -> new Effect.SendToPrimary();
            case 4 -> new Effect.SendToLocal();
            case 5 -> new Effect.SendTo(any());
            case 6 -> new Effect.Respond(410, Map.of(), "");
            default -> new Effect.IgnorePin();
        };
    }

    private Condition condition(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 7)) {
            case 0, 1 -> When.path(pick(PATHS), pick(PATHS));
            case 2 -> When.query("q", pick(VALUES));
            case 3 -> When.header("X-H", pick(VALUES));
            case 4 -> When.cookie("c", pick(VALUES));
            case 5 -> When.method(pick(METHODS), pick(METHODS));
            case 6 ->
                random.nextBoolean()
                        ? When.host("www.one.org", "two.org")
                        : new Condition.ClientIn(List.of(CidrBlock.parse("192.0.2.0/25")));
            case 7, 8, 9 -> When.all(condition(depth - 1), condition(depth - 1));
            case 10 -> When.any(condition(depth - 1), condition(depth - 1));
            default -> When.not(condition(depth - 1));
        };
    }

    /** A request without anything that could be read in two ways. */
    Plain plain() {
        StringBuilder path = new StringBuilder("/" + pick(new String[] {"a", "b", "x", ""}));
        for (int i = random.nextInt(3); i > 0 && path.length() > 1; i--) {
            path.append('/').append(pick(new String[] {"a", "b", "x", "bx"}));
        }
        return new Plain(
                pick(METHODS),
                pick(new String[] {"one.org", "www.one.org", "two.org"}),
                path.toString(),
                maybe(pick(new String[] {"1", "2", "12"}), 0.4),
                maybe(pick(new String[] {"1", "2"}), 0.3),
                maybe(pick(new String[] {"1", "2"}), 0.3),
                String.join(
                        "",
                        maybe("; pin=1", 0.1).orElse(""),
                        maybe("; mySession=1", 0.2).orElse(""),
                        maybe("; user=" + random.nextInt(50), 0.5).orElse("")));
    }

    RequestFacts facts() {
        ClientAddress client =
                ClientAddress.parse("192.0.2." + random.nextInt(256)).orElseThrow();
        return new RequestFacts().next(client, TestFleet.NOW, random.nextInt(Shift.WHOLE));
    }

    /**
     * A request by its parts.
     *
     * @param q a parameter, {@code header} the field X-H, {@code cookie} the cookie c
     * @param cookies more of them, each after a semicolon
     */
    record Plain(
            String method,
            String host,
            String path,
            Optional<String> q,
            Optional<String> header,
            Optional<String> cookie,
            String cookies) {
        String line() {
            return method + " https://" + host + path + q.map(v -> "?q=" + v).orElse("");
        }

        String fields() {
            return header.map(v -> "X-H: " + v + " ~ ").orElse("")
                    + (cookie.isEmpty() && cookies.isEmpty()
                            ? ""
                            : "Cookie: z=0" + cookie.map(v -> "; c=" + v).orElse("") + cookies);
        }

        Plain with(String otherMethod) {
            return new Plain(otherMethod.toUpperCase(Locale.ROOT), host, path, q, header, cookie, cookies);
        }
    }
}
