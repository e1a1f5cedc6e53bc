package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules are told to be idle behind an earlier one, and which are not. */
final class ShadowedRulesTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}, then {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                when: {path: /a}, send: primary                    | when: {path: /a}, send: primary                     | idle
                when: {path: /a}, send: primary                    | when: {path: /a}, send: local                       | idle
                when: {path: /a}, send: local                      | when: {path: /a}, send: codfw                       | idle
                when: {path: /a}, send: local                      | when: {path: /a}, send: primary                     | not idle
                when: {path: /a}, send: primary                    | when: {path: /b}, send: primary                     | not idle
                when: always, send: primary                        | when: {path: /b}, respond: 403                      | idle
                when: {path: "/a/**"}, respond: 403                | when: {path: /a/b}, send: primary                   | idle
                when: {path: "/a/**"}, respond: 403                | when: {path: "/a/b/*"}, send: primary               | idle
                when: {path: "/a/*"}, respond: 403                 | when: {path: "/a/b/*"}, send: primary               | not idle
                when: {path: "/a/**"}, respond: 403                | when: {path: /A/b, ignore-case: true}, respond: 403 | not idle
                when: {path: "/A/**", ignore-case: true}, send: primary | when: {path: /a/b}, send: primary              | idle
                when: {path: {regex: "/a+"}}, send: primary        | when: {path: /aa}, send: primary                    | idle
                when: {path: {regex: "/a+"}}, send: primary        | when: {path: {regex: "/a+"}}, send: primary         | idle
                when: {method: [GET, HEAD]}, send: primary         | when: {method: GET, path: /a}, send: primary        | idle
                when: {method: GET, path: /a}, send: primary       | when: {method: GET}, send: primary                  | not idle
                when: {client: 10.0.0.0/8}, send: primary          | when: {client: 10.1.0.0/16}, send: primary          | idle
                when: {client: 10.1.0.0/16}, send: primary         | when: {client: 10.0.0.0/8}, send: primary           | not idle
                when: {query: {a: {present: true}}}, send: primary | when: {query: {a: b}}, send: primary                | idle
                when: {query: {a: b}}, send: primary               | when: {query: {c: b}}, send: primary                | not idle
                when: {header: {A: b}}, send: primary              | when: {header: {a: b}}, send: primary               | idle
                when: {not: {path: /a}}, send: primary             | when: {not: {path: "/a*"}}, send: primary           | idle
                when: {any: [{path: /a}, {path: /b}]}, send: primary | when: {path: /b}, send: primary                   | idle
                when: {path: /a}, send: primary                    | when: {any: [{path: /a}, {path: /b}]}, send: primary | not idle
                when: {path: /a}, treat-as: write                  | when: {path: /a}, treat-as: write                   | idle
                when: {path: /a}, treat-as: write                  | when: {path: /a}, send: primary                     | not idle
                when: {path: /a}, treat-as: write                  | when: {path: /a}, treat-as: write, pin: 20s         | not idle
                when: {path: /a}, pin: 5s                          | when: {path: /a}, pin: 20s                          | idle
                when: {path: /a}, ignore-pin: true                 | when: {path: /a}, ignore-pin: true                  | idle
                when: {scheme: https, host: w.org}, send: primary  | when: {scheme: https, host: W.org}, send: primary   | idle
                when: {cookie: {a: "x*"}}, send: primary           | when: {cookie: {a: xy}}, send: primary              | idle
                """)
    void areTold(String first, String second, String expected) {
        String warnings = ConfigurationFiles.good(folder)
                .withRules(
                        "services: {wiki: {hosts: w.org, pool: appservers, pin: {after-write: 10s}, rules: [{name: first, "
                                + first + "}, {name: second, " + second + "}]}}")
                .warnings();

        assertThat(warnings.contains("\"second\" never has an effect")).isEqualTo(expected.equals("idle"));
    }
}
