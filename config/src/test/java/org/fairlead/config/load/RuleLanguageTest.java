package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fairlead.matching.ClientAddress;
import org.fairlead.matching.Match;
import org.fairlead.matching.Readings;
import org.fairlead.message.RequestHeadBuilder;
import org.fairlead.routing.ClientKey;
import org.fairlead.routing.Effect;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.Shift;
import org.fairlead.routing.TreatedAs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleLanguageTest {
    @TempDir
    Path folder;

    private Service service(ConfigurationFiles files) {
        return files.configuration().snapshot().routes().named("wiki").orElseThrow();
    }

    private Rule rule(String when, String effect) {
        return service(ConfigurationFiles.good(folder)
                        .inRules("{path: /x}", when)
                        .inRules("send: primary", effect))
                .rules()
                .get(0);
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                always                                                | GET http://w.org/a                  | YES
                {path: /a}                                            | GET http://w.org/a                  | YES
                {path: /A}                                            | GET http://w.org/a                  | NO
                {path: /A, ignore-case: true}                         | GET http://w.org/a                  | YES
                {path: {glob: /A, ignore-case: true}}                 | GET http://w.org/a                  | YES
                {path: [/b, /a]}                                      | GET http://w.org/a                  | YES
                {path: /a}                                            | GET http://w.org/%61                | MAYBE
                {path: {regex: "/[a-c]+"}}                            | GET http://w.org/abc                | YES
                {path: {regex: "/[a-c]+"}}                            | GET http://w.org/abcd               | NO
                {method: [GET, HEAD], path: "/**"}                    | HEAD http://w.org/a/b               | YES
                {method: [GET, HEAD], path: "/*"}                     | HEAD http://w.org/a/b               | NO
                {scheme: https}                                       | GET https://w.org/                  | YES
                {scheme: https}                                       | GET http://w.org/                   | NO
                {host: W.org}                                         | GET http://w.ORG/                   | YES
                {client: [10.0.0.0/8, 192.0.2.0/24]}                  | GET http://w.org/                   | YES
                {client: 10.0.0.0/8}                                  | GET http://w.org/                   | NO
                {query: {a: b*}}                                      | GET http://w.org/?a=b/c             | YES
                {query: {a: [x, b]}}                                  | GET http://w.org/?a=b&a=c           | MAYBE
                {query: {a: {present: true}}}                         | GET http://w.org/?a                 | YES
                {query: {a: {present: false}}}                        | GET http://w.org/?a                 | NO
                {query: {a: {present: false}}}                        | GET http://w.org/?b                 | YES
                {query: {a: 5}}                                       | GET http://w.org/?a=5               | YES
                {cookie: {c: d}}                                      | GET http://w.org/                   | YES
                {cookie: {C: d}}                                      | GET http://w.org/                   | NO
                {header: {x-thing: true}}                             | GET http://w.org/                   | YES
                {any: [{path: /b}, {query: {a: b}}]}                  | GET http://w.org/?a=b               | YES
                {all: [{path: /}, {query: {a: b}}]}                   | GET http://w.org/?a=c               | NO
                {not: {path: /a}}                                     | GET http://w.org/a                  | NO
                {not: {path: /a}}                                     | GET http://w.org/%61                | MAYBE
                {ignore-case: true, any: [{path: /A}, {path: /B}]}    | GET http://w.org/a                  | YES
                {ignore-case: true, not: {path: /A, ignore-case: false}} | GET http://w.org/a               | YES
                """)
    void conditionsHold(String when, String request, Match expected) {
        String[] words = request.split(" ", 2);
        Readings readings = new Readings();
        readings.of(
                RequestHeadBuilder.request(words[0], words[1])
                        .field("Cookie", "c=d")
                        .field("X-Thing", "true")
                        .build(),
                ClientAddress.parse("192.0.2.1").orElseThrow());

        assertThat(rule(when, "send: primary").when().test(readings)).isEqualTo(expected);
    }

    @Test
    void respondsWithAStatusOrMore() {
        assertThat(rule("{path: /a}", "respond: 403").effects()).containsExactly(new Effect.Respond(403, Map.of(), ""));
        assertThat(rule("{path: /a}", "respond: {status: 302, headers: {Location: /b, Vary: [A, B]}, body: moved}")
                        .effects())
                .containsExactly(
                        new Effect.Respond(302, Map.of("Location", List.of("/b"), "Vary", List.of("A", "B")), "moved"));
    }

    @Test
    void hasSeveralEffects() {
        Rule rule = rule("{path: /a}", "treat-as: write⏎        pin: none⏎        because: it counts");

        assertThat(rule.effects()).containsExactly(new Effect.TreatAs(TreatedAs.WRITE), new Effect.Pin(Duration.ZERO));
        assertThat(rule.because()).contains("it counts");
    }

    @Test
    void pinsInSeveralWays() {
        Service service = service(ConfigurationFiles.good(folder)
                .inRules(
                        "{after-write: 10s}",
                        "{after-write: 10s, longest: 30s, cookie: stay, cookieless: [{header: X-Client-Id}, client-address],"
                                + " honour: [{cookie: UseDC, value: master}, {query: cpPosIndex}]}⏎    pin-failover: local"
                                + "⏎    cookie-domain: example.org⏎    same-site: none"));
        PinSettings pin = service.pin();

        assertThat(pin.honour()).hasSize(2);
        assertThat(pin.afterWrite()).contains(Duration.ofSeconds(10));
        assertThat(pin.longest()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pin.cookieless())
                .extracting(ClientKey::toString)
                .containsExactly("header X-Client-Id", "client-address");
        assertThat(pin.cookie())
                .isEqualTo(new PinSettings.Cookie("stay", java.util.Optional.of("example.org"), "None"));
        assertThat(pin.failover()).isEqualTo(PinSettings.Failover.LOCAL);
    }

    @Test
    void shiftsByTheKeysInTheirOrder() {
        Shift shift = service(ConfigurationFiles.good(folder)
                        .inRules(
                                "pool: appservers",
                                "pool: appservers⏎    shift: {to: eqiad, percent: 12.5%, by: [{cookie: id}, {header: X}, "
                                        + "client-address], salt: s}"))
                .shift()
                .orElseThrow();

        assertThat(shift.hundredths()).isEqualTo(1250);
        assertThat(shift.by())
                .extracting(ClientKey::toString)
                .containsExactly("cookie id", "header X", "client-address");
        assertThat(shift.salt()).isEqualTo("s");
    }

    @Test
    void namedConditionsAreWrittenOutForEachValue() {
        Rule rule = service(ConfigurationFiles.good(folder)
                        .inRules("path: /x", "is: {page: [A, B], web: []}")
                        .inRules(
                                "services:",
                                "conditions: {page: {path: [\"/w/<name>\", \"/w/<name>/**\"]}, web: {is: get}, get: {method: GET}}⏎"
                                        + "services:"))
                .rules()
                .get(0);

        assertThat(rule.when().describe())
                .isEqualTo("(path is /w/A or /w/A/** or path is /w/B or /w/B/**) and method is GET");
    }

    @Test
    void namedConditionsWithoutValuesStandAlone() {
        Rule rule = service(ConfigurationFiles.good(folder)
                        .inRules("path: /x", "is: [web, page]")
                        .inRules("services:", "conditions: {web: {method: GET}, page: {path: /y}}⏎services:"))
                .rules()
                .get(0);

        assertThat(rule.when().describe()).isEqualTo("method is GET and path is /y");
    }
}
