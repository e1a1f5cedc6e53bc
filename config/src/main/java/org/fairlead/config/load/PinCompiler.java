package org.fairlead.config.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.model.ServiceModel.ClientKeyModel;
import org.fairlead.config.model.ServiceModel.Known;
import org.fairlead.config.model.ServiceModel.MarkModel;
import org.fairlead.config.model.ServiceModel.PinModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.Condition;
import org.fairlead.matching.ValuePattern;
import org.fairlead.routing.PinSettings;

/** Makes the pin settings of one service. */
final class PinCompiler {
    private final ServiceModel service;
    private final Problems problems;
    private final Names names;

    PinCompiler(ServiceModel service, Problems problems) {
        this.service = service;
        this.problems = problems;
        names = new Names(problems);
    }

    PinSettings compile() {
        return service.pin().map(this::compile).orElse(PinSettings.NONE);
    }

    private PinSettings compile(PinModel pin) {
        checkLengths(pin);
        checkCookieless(pin);
        names.checkToken(pin.cookie(), pin.node().get("cookie"), "the name of a cookie");
        return new PinSettings(
                pin.honour().stream().flatMap(mark -> mark(mark).stream()).toList(),
                pin.afterWrite(),
                pin.longest(),
                ServiceCompiler.keys(pin.cookieless(), problems, names),
                new PinSettings.Cookie(pin.cookie(), domain(), sameSite()),
                service.pinFailover());
    }

    private void checkLengths(PinModel pin) {
        Node node = pin.node().get("after-write");
        Optional<Duration> afterWrite = pin.afterWrite();
        if (afterWrite.filter(Duration::isZero).isPresent()) {
            problems.unexpected(node, "more than nothing; without the key there are no pins of ours");
        }
        service.replicationLag()
                .filter(lag ->
                        afterWrite.filter(pinned -> pinned.compareTo(lag) < 0).isPresent())
                .ifPresent(lag -> problems.unexpected(
                        node, "no less than replication-lag, or a client's reads come before its write"));
        if (afterWrite.filter(pinned -> pinned.compareTo(pin.longest()) > 0).isPresent()) {
            problems.unexpected(node, "no more than pin.longest");
        }
    }

    private void checkCookieless(PinModel pin) {
        if (pin.afterWrite().isEmpty() && !pin.cookieless().isEmpty()) {
            problems.add(pin.node().get("cookieless"), "without after-write (expected: both: it says how long)");
        }
        for (ClientKeyModel key : pin.cookieless()) {
            if (key.cookie().isPresent()
                    || key.by().filter(by -> by == Known.REQUEST).isPresent()) {
                problems.unexpected(key.node(), "client-address, or {header: NAME}: what a client without cookies has");
            }
        }
    }

    private Optional<Condition> mark(MarkModel mark) {
        long given = List.of(mark.cookie(), mark.query(), mark.header()).stream()
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            problems.unexpected(mark.node(), "one of cookie, query and header, with or without a value");
            return Optional.empty();
        }
        if (mark.node().get("value") instanceof Node.Sequence list
                && list.items().isEmpty()) {
            problems.add(list, "an empty list (expected: one value at least)");
        }
        mark.value().stream()
                .filter(value -> value.present().filter(present -> !present).isPresent())
                .forEach(value ->
                        problems.unexpected(value.node().get("present"), "a value: what isn't there is no mark"));
        List<ValuePattern> patterns = mark.value().isEmpty()
                ? List.of(ValuePattern.Present.PRESENT)
                : new PatternCompiler(problems).values(mark.value(), false);
        return mark.cookie()
                .<Condition>map(cookie -> new Condition.CookieHas(cookie, patterns))
                .or(() -> mark.query().map(query -> new Condition.QueryHas(query, patterns)))
                .or(() -> mark.header().map(header -> new Condition.HeaderHas(header, patterns)));
    }

    private Optional<String> domain() {
        Optional<String> domain = service.cookieDomain();
        if (domain.isPresent() && !Names.isHost(domain.get())) {
            problems.unexpected(service.node().get("cookie-domain"), "a domain, such as example.org");
        }
        return domain;
    }

    private String sameSite() {
        return switch (service.sameSite()) {
            case STRICT -> "Strict";
            case LAX -> "Lax";
            case NONE -> "None";
        };
    }
}
