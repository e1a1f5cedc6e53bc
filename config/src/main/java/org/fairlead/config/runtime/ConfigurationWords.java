package org.fairlead.config.runtime;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.config.Deliveries;
import org.fairlead.config.Delivery;
import org.fairlead.config.Limits;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.NameSettings;
import org.fairlead.config.Operations;
import org.fairlead.config.Origin;
import org.fairlead.config.Overload;
import org.fairlead.config.Patience;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.Retry;
import org.fairlead.config.Timeouts;
import org.fairlead.config.Tunnels;
import org.fairlead.config.Upstreams;
import org.fairlead.matching.Condition;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Effect;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.Topology;
import org.fairlead.routing.WritesOnSafe;
import org.fairlead.trust.FleetKeys;

/** A configuration as subjects and what they are, in words: what a comparison shows. Made for one call. */
final class ConfigurationWords {
    private final Map<String, String> words = new LinkedHashMap<>();
    private final Configuration configuration;

    private ConfigurationWords(Configuration configuration) {
        this.configuration = configuration;
    }

    static Map<String, String> of(Configuration configuration) {
        ConfigurationWords made = new ConfigurationWords(configuration);
        made.topology();
        made.relay();
        made.operations();
        configuration.snapshot().routes().services().forEach(made::service);
        return made.words;
    }

    private void put(String subject, Object value) {
        words.put(subject, value.toString());
    }

    private void topology() {
        Topology topology = configuration.snapshot().topology();
        put("fleet", topology.fleet());
        put("datacenter", topology.local().name());
        put("primary", name(topology.primary(), "none"));
        put("epoch", topology.epoch());
        put("failover", names(topology.failover()));
        put("override reads", configuration.snapshot().overrides().readsToPrimary() ? "primary" : "none");
        topology.datacenters().forEach(this::datacenter);
        NameSettings names = configuration.upstreams().names();
        put("names.servers", names.servers().isEmpty() ? "those of the system" : names.servers());
        put("names.shortest", names.shortest().toMillis() + "ms");
        put("names.longest", names.longest().toMillis() + "ms");
        put("names.timeout", names.timeout().toMillis() + "ms");
    }

    private void datacenter(Datacenter datacenter) {
        String subject = "datacenter " + datacenter.name();
        put(subject + ": state", configuration.snapshot().state(datacenter).label());
        configuration.upstreams().peers(datacenter).forEach(peer -> put(subject + ": peer " + peer, words(peer)));
        Upstreams.Failover failover = configuration.upstreams().failover(datacenter);
        put(subject + ": failover-below", Percentages.render(failover.below()));
        put(subject + ": spill-limit", Percentages.render(failover.spillLimit()));
        settings(subject + ": peers", configuration.upstreams().peerSettings(datacenter));
        configuration.upstreams().sites().entrySet().stream()
                .filter(site -> site.getKey().equals(datacenter.name()))
                .flatMap(site -> site.getValue().pools().entrySet().stream())
                .sorted(Map.Entry.comparingByKey())
                .forEach(pool -> pool(subject + ": pool " + pool.getKey(), pool.getValue()));
    }

    private void pool(String subject, Upstreams.Pool pool) {
        pool.origins().forEach(origin -> put(subject + ": origin " + origin, words(origin)));
        settings(subject, pool.settings());
    }

    private void settings(String subject, PoolSettings settings) {
        settings.check().ifPresent(check -> check(subject + ": check.", check));
        put(subject + ": connections.warm", settings.connections().warm());
        settings.connections()
                .longest()
                .ifPresent(longest -> put(subject + ": connections.longest", longest.toMillis() + "ms"));
        settings.connections().requests().ifPresent(requests -> put(subject + ": connections.requests", requests));
        PoolSettings.Spoken spoken = settings.connections().spoken();
        put(subject + ": connections.protocol", spoken.protocol().label());
        put(subject + ": connections.http2-connections", spoken.connections());
        put(subject + ": connections.http2-streams", spoken.streams());
        put(subject + ": connections.http2-window", spoken.window());
        put(subject + ": slow-start", settings.slowStart().toMillis() + "ms");
        PoolSettings.Ejection eject = settings.ejection();
        put(subject + ": eject.after", eject.after());
        put(subject + ": eject.for", eject.first().toMillis() + "ms");
        put(subject + ": eject.longest", eject.longest().toMillis() + "ms");
        put(subject + ": eject.most", Percentages.render(eject.mostHundredths()));
        put(subject + ": all-down", settings.allDown().label());
        put(
                subject + ": send-proxy-protocol",
                settings.connections()
                        .announced()
                        .map(PoolSettings.ProxyProtocol::label)
                        .orElse("none"));
    }

    private static String words(Origin origin) {
        return origin.tls()
                .map(tls -> "https, " + (tls.verifies() ? "verified" : "not verified")
                        + tls.authorities().map(file -> ", issued by " + file).orElse("")
                        + tls.serverName().map(name -> ", as " + name).orElse("")
                        + tls.certificate()
                                .map(files -> ", showing " + files.certificate() + " with " + files.key())
                                .orElse(""))
                .orElse("");
    }

    private static String words(ListenerTls tls) {
        String certificates = tls.certificates().stream()
                .map(files -> files.certificate() + " with " + files.key()
                        + files.ocsp().map(ocsp -> " and " + ocsp).orElse(""))
                .collect(Collectors.joining("; "));
        ListenerTls.Clients clients = tls.clients();
        return label(tls.suites()) + ", certificates " + certificates + ", of clients " + label(clients.demand())
                + clients.authorities().map(file -> " issued by " + file).orElse("")
                + (clients.names().isEmpty() ? "" : " named " + clients.names()) + ", ticket keys "
                + tls.ticketKeys().map(Path::toString).orElse("of its own") + ", hsts "
                + tls.hsts().map(ListenerTls.Hsts::value).orElse("none") + ", handshake within "
                + tls.handshakeTimeout().toMillis() + "ms";
    }

    private void check(String subject, PoolSettings.Check check) {
        put(subject + "path", check.path().orElse("tcp"));
        put(subject + "host", check.host().orElse("its own"));
        put(subject + "status", check.statuses().isEmpty() ? "200 to 399" : check.statuses());
        put(subject + "body", check.body().orElse("any"));
        put(subject + "interval", check.pace().interval().toMillis() + "ms");
        put(subject + "timeout", check.pace().timeout().toMillis() + "ms");
        put(subject + "down-after", check.pace().downAfter());
        put(subject + "up-after", check.pace().upAfter());
    }

    private void relay() {
        Timeouts timeouts = configuration.relay().timeouts();
        put("timeouts.connect", timeouts.connect().toMillis() + "ms");
        put("timeouts.request-head", timeouts.requestHead().toMillis() + "ms");
        put("timeouts.response-head", timeouts.responseHead().toMillis() + "ms");
        put("timeouts.client-idle", timeouts.clientIdle().toMillis() + "ms");
        put("timeouts.upstream-idle", timeouts.upstreamIdle().toMillis() + "ms");
        Tunnels tunnels = configuration.relay().tunnels();
        put("timeouts.tunnel-idle", tunnels.idle().toMillis() + "ms");
        put("timeouts.tunnel-grace", tunnels.grace().toMillis() + "ms");
        put("timeouts.drain-grace", configuration.relay().drainGrace().toMillis() + "ms");
        Limits limits = configuration.relay().limits();
        put("limits.connections", limits.connections());
        put("limits.head-bytes", limits.headBytes());
        put("limits.header-count", limits.headerCount());
        put("limits.connections-per-origin", limits.connectionsPerOrigin());
        put("limits.pin-table-entries", limits.pinTableEntries());
        put("limits.attempts", limits.attempts());
        put(
                "trust.secret-file",
                configuration.snapshot().keys().map(ConfigurationWords::keys).orElse("none"));
        put("trust.forwarded-from", configuration.relay().trust().forwardedFrom());
        put("trust.underscores", configuration.relay().trust().underscores());
        var contract = configuration.relay().contract();
        put(
                "contract",
                contract.request() + ", " + contract.pin() + ", " + contract.decision() + ", " + contract.origin());
        put("forwarded-header", configuration.relay().forwardedHeader());
        deliveries(configuration.relay().deliveries());
    }

    /** Never a key. */
    private static String keys(FleetKeys keys) {
        return (keys.size() == 1 ? "1 key" : keys.size() + " keys") + ", signing with the one marked " + keys.mark();
    }

    private void deliveries(Deliveries deliveries) {
        put("retry.budget", deliveries.budget().hundredths() / 100.0 + " %");
        put("retry.floor", deliveries.budget().floor());
        Overload overload = deliveries.overload();
        put("overload.concurrency", overload.concurrency().map(String::valueOf).orElse("none"));
        put("overload.adaptive", overload.adaptive());
        put("overload.queue", overload.queue());
        put("overload.queue-time", overload.queueTime().toMillis() + "ms");
        put(
                "overload.loop-delay",
                overload.loopDelay().map(delay -> delay.toMillis() + "ms").orElse("none"));
        put("overload.heap", Percentages.render(overload.heapHundredths()));
        delivery("", deliveries.usual());
        deliveries.byService().forEach((service, own) -> delivery("service " + service + ": ", own));
    }

    private void delivery(String subject, Delivery delivery) {
        Patience patience = delivery.patience();
        if (!subject.isEmpty()) {
            put(subject + "timeouts.connect", patience.connect().toMillis() + "ms");
            put(subject + "timeouts.response-head", patience.responseHead().toMillis() + "ms");
        }
        put(subject + "timeouts.response-body", patience.responseBody().toMillis() + "ms");
        put(
                subject + "timeouts.request",
                patience.request().map(whole -> whole.toMillis() + "ms").orElse("none"));
        Retry retry = delivery.retry();
        put(subject + "retry.on", new TreeSet<>(retry.on()));
        put(subject + "retry.within", retry.within().toMillis() + "ms");
        put(subject + "retry.back-off", retry.backOff().toMillis() + "ms");
        put(subject + "retry.hedge", retry.hedges());
    }

    private void operations() {
        Operations operations = configuration.operations();
        for (int i = 0; i < configuration.listeners().size(); i++) {
            var listener = configuration.listeners().get(i);
            put(
                    "listeners[" + i + "]",
                    listener.bind() + " for " + listener.purpose().label()
                            + listener.healthPath()
                                    .map(path -> ", health at " + path)
                                    .orElse("")
                            + (listener.redirectToHttps().isPresent()
                                    ? ", redirected to https at "
                                            + listener.redirectToHttps().getAsInt()
                                    : "")
                            + (listener.http2() ? "" : ", HTTP/1.1 only"));
            int number = i;
            listener.tls().ifPresent(tls -> put("listeners[" + number + "].tls", words(tls)));
        }
        put("threads", operations.threads());
        put("observe", operations.observe().map(at -> at.bind().toString()).orElse("none"));
        put("control", operations.control().map(at -> at.bind().toString()).orElse("none"));
        operations.control().ifPresent(control -> {
            put("control.token-file", control.tokenFile());
            put("control.state-file", control.stateFile());
            put("control.largest-step", Percentages.render(control.ramp().largestStep()));
            put("control.watch", control.watch().map(d -> d.toMillis() + "ms").orElse("never"));
        });
        var log = operations.accessLog();
        put(
                "access-log",
                log.target() + ", values of "
                        + log.queryNames().stream().sorted().toList());
        put("debug.allow-from", operations.debug().allowFrom());
        var stopping = operations.stopping();
        put(
                "tracing.accept-from",
                operations.tracing().acceptFrom().map(Object::toString).orElse("as trust.forwarded-from"));
        put("tracing.sample", Percentages.render(operations.tracing().sample()));
        put("tracing.otlp", operations.tracing().otlp().map(URI::toString).orElse("none"));
        put("stopping.drain-delay", stopping.drainDelay().toMillis() + "ms");
        put("stopping.idle-grace", stopping.idleGrace().toMillis() + "ms");
        put("stopping.drain-timeout", stopping.drainTimeout().toMillis() + "ms");
    }

    private void service(Service service) {
        String subject = "service " + service.name();
        put(subject, "");
        service.hosts().forEach(host -> put(subject + ": host " + host, ""));
        put(subject + ": pool", service.pool());
        put(subject + ": primary", name(service.primary(), "the deployment's"));
        Service.Policy policy = service.policy();
        put(subject + ": reads", label(policy.reads()));
        put(subject + ": writes", label(policy.writes()));
        put(subject + ": upgrades", label(policy.upgrades()));
        put(subject + ": safe-methods", policy.safeMethods());
        put(subject + ": session-cookies", policy.sessionCookies());
        put(subject + ": read-failover", policy.readFailover());
        put(subject + ": pin", pin(service.pin()));
        put(
                subject + ": writes-on-safe",
                service.writesOnSafe().map(ConfigurationWords::guard).orElse("none"));
        put(subject + ": shift", service.shift().map(ConfigurationWords::shift).orElse("none"));
        put(
                subject + ": order of rules",
                service.rules().stream().map(Rule::name).toList());
        service.rules().forEach(rule -> put(subject + ": rule \"" + rule.name() + "\"", rule(rule)));
    }

    private static String rule(Rule rule) {
        String effects = rule.effects().stream().map(ConfigurationWords::effect).collect(Collectors.joining(", "));
        return effects + " when " + rule.when().describe()
                + rule.because().map(because -> " (" + because + ")").orElse("");
    }

    private static String effect(Effect effect) {
        if (effect instanceof Effect.TreatAs treat) {
            return "treat-as: " + treat.treatedAs().label();
        }
        if (effect instanceof Effect.SendToPrimary) {
            return "send: primary";
        }
        if (effect instanceof Effect.SendToLocal) {
            return "send: local";
        }
        if (effect instanceof Effect.SendTo to) {
            return "send: " + to.datacenter().name();
        }
        if (effect instanceof Effect.Respond respond) {
            return "respond: " + respond.status() + " " + respond.headers() + " \"" + respond.body() + "\"";
        }
        return effect instanceof Effect.Pin pin ? "pin: " + pin.length().toMillis() + "ms" : "ignore-pin";
    }

    private static String pin(PinSettings pin) {
        return pin.honour().stream().map(Condition::describe).toList() + ", after a write "
                + pin.afterWrite().map(length -> length.toMillis() + "ms").orElse("none") + ", longest "
                + pin.longest().toMillis() + "ms, without cookies by " + pin.cookieless() + ", cookie "
                + pin.cookie().name() + " of " + pin.cookie().domain().orElse("its host") + " "
                + pin.cookie().sameSite() + ", failover " + label(pin.failover());
    }

    private static String guard(WritesOnSafe guard) {
        String flag = guard.flag() instanceof WritesOnSafe.Flag.SetCookie cookie
                ? "set-cookie " + cookie.name()
                : "header " + ((WritesOnSafe.Flag.Field) guard.flag()).name();
        return label(guard.mode()) + " " + flag;
    }

    private static String shift(Shift shift) {
        return Percentages.render(shift.hundredths()) + " to " + name(shift.to(), "local") + " by " + shift.by()
                + ", salt " + shift.salt();
    }

    private static String name(Optional<Datacenter> datacenter, String otherwise) {
        return datacenter.map(Datacenter::name).orElse(otherwise);
    }

    private static List<String> names(List<Datacenter> datacenters) {
        return datacenters.stream().map(Datacenter::name).toList();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
