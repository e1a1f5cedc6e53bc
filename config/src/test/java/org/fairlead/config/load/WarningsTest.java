package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row makes one place of a good rule file doubtful; a ⏎ stands for a line break. */
final class WarningsTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 2000, textBlock = """
                services: | conditions: {special: {path: "/<name>"}}⏎services: | rules.yaml:1:23: conditions.special: no rule uses it (expected: is: special)
                send: primary | send: primary⏎      - {name: two, when: {path: /x, method: GET}, send: local} | rules.yaml:10:9: services.wiki.rules[1]: "two" never has an effect: whatever matches it, matches "one" above (expected: the narrower rule first, or none)
                `    rules:` | `    tests:⏎      - {request: "GET http://en.wikipedia.org/", goes-to: primary}⏎    rules:` | rules.yaml:7:9: services.wiki.tests: GET http://en.wikipedia.org/: goes to codfw as a read, because of local, service wiki (expected: goes-to: primary)
                `    rules:` | `    tests:⏎      - {at: esams, request: "GET http://en.wikipedia.org/", goes-to: primary}⏎    rules:` | rules.yaml:7:9: services.wiki.tests: GET http://en.wikipedia.org/: no datacenter esams in this deployment (expected: eqiad, codfw)
                `    rules:` | `    tests:⏎      - {request: "GET http://b.org/", goes-to: local, status: 200, because: local, treated-as: read}⏎    rules:` | rules.yaml:7:9: services.wiki.tests: GET http://b.org/: is refused with 404, because of no-service (expected: goes-to: local, treated-as: read, because: local, status: 200)
                pool: appservers | pool: appservers⏎    shift: {to: local, percent: 5} | rules.yaml:5:17: services.wiki.shift.to: "local" (expected: another place than reads: local, which is where all of them go)
                """)
    void warnsOfWhatIsDoubtful(String replace, String by, String expected) {
        ConfigurationFiles files = ConfigurationFiles.good(folder).inRules(replace, by);

        assertThat(files.warnings()).isEqualTo(expected);
        assertThat(files.strictly().problems()).isEqualTo(expected);
    }
}
