package org.fairlead.bench.contestant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fairlead.bench.machine.Command;

/** HAProxy as Debian packages it. */
final class Haproxy implements Contestant {
    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public String version() {
        return Command.lineOf("HAProxy version", program(), "-v").replaceAll(" - http.*", "");
    }

    @Override
    public Optional<String> missing() {
        return Command.find("haproxy").isPresent()
                ? Optional.empty()
                : Optional.of("haproxy isn't installed (Debian: apt-get install haproxy)");
    }

    @Override
    public String reloadSignal() {
        return "USR2";
    }

    private static String program() {
        return Command.find("haproxy").map(String::valueOf).orElse("haproxy");
    }

    @Override
    public boolean isFastAtOnce() {
        return true;
    }

    @Override
    public Launch prepare(Site site) throws IOException {
        Setup setup = site.setup();
        site.write("paths", Rules.eachPath(setup, rule -> Rules.path(rule) + "\n"));
        site.write("actions", "rollback\n" + Rules.eachAction(setup, rule -> Rules.action(rule) + "\n"));
        site.write("hosts", hosts(setup));
        if (setup.tls()) {
            BenchCertificate.write(site.folder());
        }
        String file = site.write("haproxy.cfg", configuration(site)).toString();
        List<String> command = new ArrayList<>(List.of(program(), "-f", file));
        // A master process takes the signal to reload; without one the process under test is alone.
        command.add(setup.reloadable() ? "-W" : "-db");
        return new Launch(command, Map.of());
    }

    private static String hosts(Setup setup) {
        return IntStream.range(0, setup.services())
                .mapToObj(service -> Setup.host(service) + "\n")
                .collect(Collectors.joining());
    }

    static String configuration(Site site) {
        Setup setup = site.setup();
        return CONFIGURATION
                .replace("@WORKERS", String.valueOf(site.workers()))
                .replace("@PORT", String.valueOf(site.port()))
                .replace("@TLS\n", front(site))
                .replace("@DIR", site.folder().toString())
                .replace("@GLOBAL_LOG\n", setup.accessLog() ? "  log stdout format raw local0\n" : "")
                .replace("@LOG\n", setup.accessLog() ? "  log global\n  option httplog\n" : "")
                .replace("@READS", site.readsAt())
                .replace("@HOSTS\n", setup.services() == 1 ? "" : KNOWN_HOSTS.replace("@DIR", site.folder() + ""))
                .replace("@EQIAD\n", servers(site, "eqiad"))
                .replace("@CODFW\n", servers(site, "codfw"));
    }

    private static String front(Site site) {
        Setup setup = site.setup();
        String bind = "  bind 127.0.0.1:" + site.frontPort() + " backlog 4096";
        if (!setup.tls()) {
            return setup.http2() ? bind + " proto h2\n" : "";
        }
        return bind + " ssl crt " + site.folder() + "/bench.pem alpn " + (setup.http2() ? "h2,http/1.1" : "http/1.1")
                + " ssl-min-ver TLSv1.2 ciphers " + BenchCertificate.TLS_1_2_SUITES + "\n";
    }

    private static String servers(Site site, String datacenter) {
        String check = site.setup().originsPerDatacenter() > 1 ? " check inter 1s" : "";
        return site.origins(datacenter, "  server origin-%1$d 127.0.0.1:%1$d" + check + "\n");
    }

    private static final String KNOWN_HOSTS = """
              acl known req.hdr(host),field(1,:),lower -m str -f @DIR/hosts
              http-request deny deny_status 404 if !known
            """;

    private static final String CONFIGURATION = """
            global
              nbthread @WORKERS
              maxconn 12000
              no strict-limits
            @GLOBAL_LOG
            defaults
              mode http
              timeout connect 1s
              timeout client 600s
              timeout server 60s
              option forwardfor
              option redispatch 1
              retries 3
              http-reuse always
            @LOG
            frontend clients
              bind 127.0.0.1:@PORT backlog 4096
            @TLS
            @HOSTS
              acl safe method GET HEAD OPTIONS
              acl promised method POST
              acl promised_path path /w/api.php
              acl promised_field req.hdr(Promise-Non-Write-API-Action) -m str true
              acl pinned req.cook(UseDC) -m str master
              acl action urlp(action) -m str -f @DIR/actions
              acl login path_beg /wiki/Special:CentralLogin
              acl sections path_beg -f @DIR/paths
              use_backend eqiad if pinned || action || login || sections
              use_backend @READS if safe
              use_backend @READS if promised promised_path promised_field
              default_backend eqiad
            backend eqiad
            @EQIAD
            backend codfw
            @CODFW
            """;
}
