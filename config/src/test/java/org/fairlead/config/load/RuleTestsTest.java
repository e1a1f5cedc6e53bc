package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.fairlead.config.RuleTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests in rule files, themselves tested. */
final class RuleTestsTest {
    @TempDir
    Path folder;

    private List<RuleTests.Result> run(String test) {
        return RuleTests.run(ConfigurationFiles.good(folder)
                .inDeployment("epoch: 17", "epoch: 17⏎failover: [eqiad, codfw]")
                .inRules(
                        "send: primary",
                        "send: primary⏎      - {name: no, when: {path: /no}, respond: 403}⏎    tests: [" + test + "]")
                .configuration());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{request: GET https://en.wikipedia.org/, goes-to: local, treated-as: read, because: local}",
                "{at: codfw, request: GET https://en.wikipedia.org/, goes-to: codfw}",
                "{at: eqiad, request: POST https://en.wikipedia.org/, goes-to: local}",
                "{at: eqiad, request: POST https://en.wikipedia.org/, goes-to: primary, treated-as: write}",
                "{request: GET https://en.wikipedia.org/x, goes-to: eqiad, because: one}",
                "{request: GET https://en.wikipedia.org/x, goes-to: eqiad, because: rule}",
                "{request: GET https://en.wikipedia.org/no, goes-to: respond, status: 403, because: no}",
                "{request: TRACE https://en.wikipedia.org/, goes-to: refused, status: 405}",
                "{request: GET https://en.wikipedia.org/, given: {pinned: true}, goes-to: primary, because: pin}",
                "{request: GET https://en.wikipedia.org/, given: {states: {codfw: down}}, goes-to: eqiad}",
                "{request: GET https://en.wikipedia.org/, given: {override: {reads: primary}}, because: override}",
                "{request: POST https://en.wikipedia.org/, given: {primary: none}, status: 503}",
                "{request: POST https://en.wikipedia.org/, given: {primary: codfw}, goes-to: codfw}",
                "{request: GET https://en.wikipedia.org/, headers: {X: [a, b], Cookie: c=d}, given: {client: \"2001:db8::1\"}, goes-to: local}"
            })
    void pass(String test) {
        assertThat(run(test))
                .singleElement()
                .satisfies(result -> assertThat(result.failure()).isEmpty());
    }

    @Test
    void failWithWhatCameOutAndWhatWasExpected() {
        assertThat(run("{request: GET https://en.wikipedia.org/x, goes-to: local, because: local}"))
                .singleElement()
                .satisfies(
                        result -> assertThat(result.failure())
                                .map(problem -> problem.toString().replace(folder + "/", ""))
                                .contains(
                                        "rules.yaml:11:13: services.wiki.tests: GET https://en.wikipedia.org/x: goes to eqiad as a read, "
                                                + "because of rule, rule \"one\", service wiki (expected: goes-to: local, because: local)"));
    }

    @Test
    void doNotSeeTheStatesAndOverridesOfTheDeployment() {
        List<RuleTests.Result> results = RuleTests.run(ConfigurationFiles.good(folder)
                .inDeployment("epoch: 17", "epoch: 17⏎override: {reads: primary}")
                .inDeployment("  codfw: {", "  codfw: {state: down, ")
                .inRules(
                        "    rules:",
                        "    tests: [{request: GET https://en.wikipedia.org/, goes-to: local}]⏎    rules:")
                .configuration());

        assertThat(results).allMatch(RuleTests.Result::isPassed);
    }

    @Test
    void neverStandInTheWayOfAStart() {
        ConfigurationFiles files = ConfigurationFiles.good(folder)
                .inRules(
                        "    rules:",
                        "    tests: [{request: GET https://en.wikipedia.org/, goes-to: primary}]⏎    rules:");

        assertThat(files.warnings()).contains("(expected: goes-to: primary)");
        assertThat(files.strictly().problems()).contains("(expected: goes-to: primary)");
    }
}
