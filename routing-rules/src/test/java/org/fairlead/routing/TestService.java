package org.fairlead.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;

/** Makes a service step by step; what isn't said is as a rule file has it that says nothing. */
final class TestService {
    private final String name;
    private final List<Rule> rules = new ArrayList<>();
    private List<String> hosts = List.of("*");
    private Optional<Datacenter> primary = Optional.empty();
    private Service.Reads reads = Service.Reads.LOCAL;
    private Service.Home writes = Service.Home.PRIMARY;
    private Service.Home upgrades = Service.Home.PRIMARY;
    private List<String> safeMethods = List.of();
    private boolean readFailover = true;
    private List<Condition> honour = List.of();
    private Optional<Duration> afterWrite = Optional.of(Duration.ofSeconds(10));
    private List<ClientKey> cookieless = List.of();
    private PinSettings.Failover pinFailover = PinSettings.Failover.REFUSE;
    private Optional<WritesOnSafe> writesOnSafe = Optional.empty();
    private Optional<Shift> shift = Optional.empty();

    TestService(String name) {
        this.name = name;
    }

    TestService hosts(String... hosts) {
        this.hosts = List.of(hosts);
        return this;
    }

    TestService primary(Datacenter primary) {
        this.primary = Optional.of(primary);
        return this;
    }

    TestService reads(Service.Reads reads) {
        this.reads = reads;
        return this;
    }

    TestService writes(Service.Home writes) {
        this.writes = writes;
        return this;
    }

    TestService upgrades(Service.Home upgrades) {
        this.upgrades = upgrades;
        return this;
    }

    TestService safeMethods(String... methods) {
        safeMethods = List.of(methods);
        return this;
    }

    TestService readFailover(boolean readFailover) {
        this.readFailover = readFailover;
        return this;
    }

    TestService honour(Condition... marks) {
        honour = List.of(marks);
        return this;
    }

    TestService withoutPins() {
        afterWrite = Optional.empty();
        return this;
    }

    TestService cookieless(ClientKey... keys) {
        cookieless = List.of(keys);
        return this;
    }

    TestService pinFailover(PinSettings.Failover failover) {
        pinFailover = failover;
        return this;
    }

    TestService writesOnSafe(WritesOnSafe guard) {
        writesOnSafe = Optional.of(guard);
        return this;
    }

    TestService shift(Optional<Datacenter> to, int hundredths, ClientKey... by) {
        shift = Optional.of(new Shift(to, hundredths, List.of(by), name));
        return this;
    }

    TestService rule(String name, Condition when, Effect... effects) {
        rules.add(new Rule(name, Optional.empty(), when, List.of(effects)));
        return this;
    }

    Service build() {
        List<Glob> sessions = List.of(Glob.value("*Session", false), Glob.value("*Token", false));
        return new Service(
                name,
                hosts,
                "appservers",
                primary,
                new Service.Policy(reads, writes, upgrades, safeMethods, sessions, readFailover),
                new PinSettings(
                        honour,
                        afterWrite,
                        Duration.ofSeconds(60),
                        cookieless,
                        PinSettings.Cookie.DEFAULT,
                        pinFailover),
                writesOnSafe,
                shift,
                rules);
    }
}
