package org.fairlead.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class CommandLineInterfaceTest {
    private static final String DEPLOYMENT = """
            fleet: test
            datacenter: codfw
            primary: eqiad
            epoch: 17
            failover: [eqiad, codfw]
            rules: rules.yaml
            datacenters:
              eqiad: {pools: {apps: {origins: ["http://127.0.0.1:1"]}}}
              codfw: {pools: {apps: {origins: ["http://127.0.0.1:2"]}}}
            listeners:
              - {bind: "127.0.0.1:0", for: clients}
            """;
    private static final String RULES = """
            services:
              wiki:
                hosts: ["*.example.org"]
                pool: apps
                rules:
                  - name: rollback writes on GET
                    because: it always did
                    when: {query: {action: rollback}}
                    treat-as: write
                tests:
                  - {at: codfw, request: "GET https://en.example.org/?action=rollback", goes-to: EXPECTED}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        rules("primary");
        deployment(DEPLOYMENT);
    }

    private void rules(String expected) throws IOException {
        Files.writeString(folder.resolve("rules.yaml"), RULES.replace("EXPECTED", expected));
    }

    private void deployment(String text) throws IOException {
        Files.writeString(folder.resolve("fairlead.yaml"), text);
    }

    private String file() {
        return folder.resolve("fairlead.yaml").toString();
    }

    private int run(String... arguments) {
        return CommandLineInterface.of(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    @Nested
    class Check {
        @Test
        void acceptsAndCounts() {
            assertThat(run("check", "--config", file())).isZero();
            assertThat(out).hasToString(file() + ": 1 service, 1 rule, 1 test passed" + System.lineSeparator());
        }

        @Test
        void tellsEveryProblemWithItsPlace() throws IOException {
            deployment(DEPLOYMENT.replace("epoch: 17", "epoch: -1").replace("primary: eqiad", "primary: nowhere"));

            assertThat(run("check", "--config", file())).isEqualTo(1);
            assertThat(out.toString())
                    .contains(file() + ":3:10: primary: ", file() + ":4:8: epoch: ", "(expected: ", "2 problems");
        }

        @Test
        void failsWithATestOfTheRules() throws IOException {
            rules("local");

            assertThat(run("check", "--config", file())).isEqualTo(1);
            assertThat(out.toString()).contains("rules.yaml:", "1 test, 1 failed");
        }

        @Test
        void tellsOfAFileThatIsNotThere() {
            assertThat(run("check", "--config", folder.resolve("missing.yaml").toString()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("missing.yaml");
        }

        @Test
        void knowsNoOtherOption() {
            assertThat(run("check", "--confg", file())).isEqualTo(2);
            assertThat(err.toString()).contains("--confg");
        }
    }

    @Nested
    class Explain {
        private int explain(String... more) {
            String[] start = {"explain", "--config", file(), "--at", "codfw"};
            String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
            System.arraycopy(more, 0, all, start.length, more.length);
            return run(all);
        }

        @Test
        void showsEachStepAndTheDecision() {
            assertThat(explain("GET", "https://en.example.org/?action=rollback", "-H", "Cookie: a=b"))
                    .isZero();
            assertThat(out.toString())
                    .contains("at codfw, from 192.0.2.1", "rule \"rollback writes on GET\"", "class")
                    .contains("→ eqiad (primary), straight to its origins, as a write: ")
                    .contains("(reason write, rule \"rollback writes on GET\")");
        }

        @Test
        void showsWhyARuleDidNotApply() {
            assertThat(explain("GET", "https://en.example.org/")).isZero();
            assertThat(out.toString())
                    .contains("no: it isn't so that")
                    .contains("→ codfw (replica, local), here, as a read");
        }

        @Test
        void showsARefusal() {
            assertThat(explain("GET", "https://elsewhere.test/")).isZero();
            assertThat(out.toString()).contains("→ refused with 404", "(reason no-service)");
        }

        /** As the proxy does, before it decides. */
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                TRACE | https://en.example.org/          | X: y                       | 405 | method-not-allowed
                GET   | https://a@en.example.org/        | X: y                       | 400 | bad-host
                GET   | https://en.example.org:port/     | X: y                       | 400 | bad-host
                GET   | https://en.example.org/          | Host: elsewhere.test       | 400 | several-hosts
                GET   | https://en.example.org/          | Content-Length: +5         | 400 | bad-content-length
                GET   | https://en.example.org/          | Transfer-Encoding: gzip    | 400 | coding-not-final
                GET   | https://en.example.org/          | X (y): z                   | 400 | bad-field-name
                GET   | https://en.example.org/          | Expect: nothing            | 417 | unknown-expectation
                """)
        void showsARefusalOfWhatCannotBeRead(String method, String url, String field, int status, String reason) {
            assertThat(explain(method, url, "-H", field)).isZero();
            assertThat(out.toString())
                    .contains("→ refused with " + status + " before any rule is looked at", "(reason " + reason + ")");

            out.getBuffer().setLength(0);
            assertThat(explain("--json", method, url, "-H", field)).isZero();
            assertThat(new ObjectMapper()
                            .readTree(out.toString())
                            .at("/decision/reason")
                            .asString())
                    .isEqualTo(reason);
        }

        @Test
        void printsJson() {
            assertThat(explain("--json", "GET", "https://en.example.org/?action=rollback"))
                    .isZero();
            JsonNode root = new ObjectMapper().readTree(out.toString());
            assertThat(root.at("/decision/datacenter").asString()).isEqualTo("eqiad");
            assertThat(root.at("/decision/treated_as").asString()).isEqualTo("write");
            assertThat(root.at("/decision/because").asString()).isEqualTo("it always did");
            assertThat(root.at("/steps").size()).isPositive();
        }

        @Test
        void refusesWhatIsNoRequest() {
            assertThat(explain("GET", "/no/host")).isEqualTo(2);
            assertThat(explain("G ET", "https://en.example.org/")).isEqualTo(2);
            assertThat(explain("GET", "https://en.example.org/", "-H", "Cookie"))
                    .isEqualTo(2);
            assertThat(explain("GET", "https://en.example.org/", "--client", "here"))
                    .isEqualTo(2);
            assertThat(explain("GET")).isEqualTo(2);
        }

        @Test
        void tellsOfADatacenterThatDoesNotExist() {
            assertThat(run("explain", "--config", file(), "--at", "esams", "GET", "https://en.example.org/"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("esams");
        }
    }

    @Nested
    class Run {
        @Test
        void saysWhatIsWrongInsteadOfStarting() throws IOException {
            deployment("fleet: test\n");

            assertThat(run("run", "--config", file())).isEqualTo(1);
            assertThat(err.toString()).contains("this configuration can't be used", "fairlead.yaml");
        }

        @Test
        void saysWhichAddressIsTaken() throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                deployment(DEPLOYMENT + "observe: {bind: \"127.0.0.1:" + taken.getLocalPort() + "\"}\n");

                assertThat(run("run", "--config", file())).isEqualTo(1);
                assertThat(err.toString()).contains("observe.bind: 127.0.0.1:" + taken.getLocalPort());
            }
        }
    }

    @Test
    void saysItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).startsWith("fairlead ").contains("Java ");
    }

    @Test
    void showsItsCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("run", "check", "explain", "demo", "version");
    }

    @Test
    void refusesAnUnknownCommand() {
        assertThat(run("rum")).isEqualTo(2);
        assertThat(err.toString()).contains("rum");
    }
}
