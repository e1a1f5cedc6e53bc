package org.fairlead.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fairlead.bench.machine.Command;

/** Fairlead, started as an operator starts it. */
final class Fairlead implements Contestant {
    private static final int OBSERVE_PORT_OFFSET = 100;

    private final Path launcher;

    /** @param root the folder of the project */
    Fairlead(Path root) {
        launcher = root.resolve("scripts/fairlead");
    }

    @Override
    public String name() {
        return "fairlead";
    }

    @Override
    public String version() {
        return Command.lineOf("airlead", launcher.toString(), "version");
    }

    @Override
    public Optional<String> missing() {
        return Files.isExecutable(launcher) ? Optional.empty() : Optional.of(launcher + ": not there");
    }

    @Override
    public boolean isJvm() {
        return true;
    }

    @Override
    public Launch prepare(Site site) throws IOException {
        site.write("rules.yaml", rules(site.setup()));
        if (site.setup().tls()) {
            BenchCertificate.write(site.folder());
        }
        Path file = site.write("fairlead.yaml", deployment(site));
        // What was built when the harness was built; looking for changes isn't part of a start.
        return new Launch(
                List.of(launcher.toString(), "run", "--config", file.toString()), Map.of("FAIRLEAD_BUILD", "never"));
    }

    static String deployment(Site site) {
        return DEPLOYMENT
                .replace("@DIR", site.folder().toString())
                .replace("@WORKERS", String.valueOf(site.workers()))
                .replace("@PORT", String.valueOf(site.port()))
                .replace("@TLS\n", front(site))
                .replace("@OBSERVE", String.valueOf(site.port() + OBSERVE_PORT_OFFSET))
                .replace("@EQIAD", origins(site, "eqiad"))
                .replace("@CODFW", origins(site, "codfw"))
                .replace("@LOG", site.setup().accessLog() ? site.folder() + "/access.log" : "off");
    }

    private static String front(Site site) {
        Setup setup = site.setup();
        String listener = "  - {bind: \"127.0.0.1:" + site.frontPort() + "\", for: clients";
        if (!setup.tls()) {
            return setup.http2() ? listener + "}\n" : "";
        }
        return listener + ", tls: {certificates: [{certificate: " + BenchCertificate.CERTIFICATE + ", key: "
                + BenchCertificate.KEY + "}]}}\n";
    }

    private static String origins(Site site, String datacenter) {
        String quoted = site.origins(datacenter, "\"http://127.0.0.1:%d\", ");
        return quoted.substring(0, quoted.length() - 2);
    }

    static String rules(Setup setup) {
        if (setup.services() == 1) {
            return "services:\n" + service(setup, "bench", "*");
        }
        return "services:\n"
                + IntStream.range(0, setup.services())
                        .mapToObj(number -> service(setup, "service-" + number, Setup.host(number)))
                        .collect(Collectors.joining());
    }

    private static String service(Setup setup, String name, String host) {
        return SERVICE.replace("@NAME", name)
                        .replace("@HOST", host)
                        .replace("@READS", setup.readsHome() ? "primary" : "local")
                + Rules.eachPath(setup, rule -> rule("path-" + rule, "path: \"" + Rules.path(rule) + "**\"", "send"))
                + Rules.eachAction(
                        setup, rule -> rule("action-" + rule, "query: {action: " + Rules.action(rule) + "}", "treat"));
    }

    private static String rule(String name, String when, String effect) {
        String outcome = effect.equals("send") ? "send: primary" : "treat-as: write";
        return "      - {name: " + name + ", when: {" + when + "}, " + outcome + "}\n";
    }

    private static final String SERVICE = """
              @NAME:
                hosts: ["@HOST"]
                pool: appservers
                reads: @READS
                pin: {honour: [{cookie: UseDC, value: master}]}
                rules:
                  - {name: rollback, when: {query: {action: rollback}}, treat-as: write}
                  - {name: login, when: {path: "/wiki/Special:CentralLogin**"}, send: primary}
                  - {name: promised, when: {method: POST, path: /w/api.php, header: {Promise-Non-Write-API-Action: "true"}}, treat-as: read}
            """;

    private static final String DEPLOYMENT = """
            fleet: bench
            datacenter: codfw
            primary: eqiad
            epoch: 1
            failover: [codfw, eqiad]
            rules: @DIR/rules.yaml
            threads: @WORKERS
            datacenters:
              eqiad: {pools: {appservers: {origins: [@EQIAD]}}}
              codfw: {pools: {appservers: {origins: [@CODFW]}}}
            listeners:
              - {bind: "127.0.0.1:@PORT", for: clients}
            @TLS
            trust: {secret-file: made-up}
            timeouts: {client-idle: 600s, upstream-idle: 60s}
            observe: {bind: "127.0.0.1:@OBSERVE"}
            access-log: {target: "@LOG"}
            """;
}
