package org.fairlead.bench.contestant;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fairlead.bench.machine.Command;

/** nginx as Debian packages it. */
final class Nginx implements Contestant {
    private static final String INSTALL = "nginx isn't installed (Debian: apt-get install nginx-light)";

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String version() {
        return Command.lineOf("nginx version", program(), "-v").replace("nginx version: ", "");
    }

    @Override
    public Optional<String> missing() {
        return Command.find("nginx").isPresent() ? Optional.empty() : Optional.of(INSTALL);
    }

    static String program() {
        return Command.find("nginx").map(String::valueOf).orElse("nginx");
    }

    @Override
    public boolean isFastAtOnce() {
        return true;
    }

    @Override
    public Launch prepare(Site site) throws IOException {
        site.write("proxy.inc", PASS.replace("@PASS", "$by_path"));
        site.write("home.inc", PASS.replace("@PASS", "eqiad"));
        if (site.setup().tls()) {
            BenchCertificate.write(site.folder());
        }
        String file = site.write("nginx.conf", configuration(site)).toString();
        return new Launch(List.of(program(), "-e", "stderr", "-c", file), Map.of());
    }

    static String configuration(Site site) {
        String folder = site.folder().toString();
        return HEAD.replace("@WORKERS", String.valueOf(site.workers()))
                + http(site.setup().accessLog() ? folder + "/access.log" : "off", folder)
                + upstream(site, "eqiad")
                + upstream(site, "codfw")
                + MAPS.replace("@READS", site.readsAt()).replace("@ACTIONS", actions(site.setup()))
                + servers(site)
                + "}\n";
    }

    /** As root the workers would become another user, who may not enter the folder. */
    static String http(String accessLog, String folder) {
        return HTTP.replace("@USER", System.getProperty("user.name").equals("root") ? "user root;" : "")
                .replace("@LOG", accessLog)
                .replace("@DIR", folder);
    }

    private static String upstream(Site site, String datacenter) {
        return "  upstream " + datacenter + " {" + site.origins(datacenter, " server 127.0.0.1:%d;")
                + " keepalive 256; keepalive_requests 1000000000; }\n";
    }

    private static String actions(Setup setup) {
        return Rules.eachAction(setup, rule -> Rules.action(rule) + " eqiad; ");
    }

    private static String servers(Site site) {
        if (site.setup().services() == 1) {
            return server(site, "_", true);
        }
        return IntStream.range(0, site.setup().services())
                .mapToObj(service -> server(site, Setup.host(service), service == 0))
                .collect(Collectors.joining());
    }

    private static String server(Site site, String host, boolean isFirst) {
        return SERVER.replace("@PORT", String.valueOf(site.port()))
                .replace("@HOST", host)
                // Options of a socket may be given once only.
                .replace("@BACKLOG", isFirst ? " backlog=4096" : "")
                .replace("@TLS\n", front(site, isFirst))
                .replace("@DIR", site.folder().toString())
                .replace("@LOCATIONS", locations(site));
    }

    private static String front(Site site, boolean isFirst) {
        Setup setup = site.setup();
        if (!setup.hasFront()) {
            return "";
        }
        String listen = "    listen 127.0.0.1:" + site.frontPort() + (setup.tls() ? " ssl" : "")
                + (setup.http2() ? " http2" : "") + (isFirst ? " backlog=4096" : "") + ";\n";
        return setup.tls() ? listen + tls(site) : listen;
    }

    /** Tickets are on by default, as with the others; sessions aren't kept. */
    private static String tls(Site site) {
        return "    ssl_certificate " + site.folder() + "/" + BenchCertificate.CERTIFICATE + ";\n"
                + "    ssl_certificate_key " + site.folder() + "/" + BenchCertificate.KEY + ";\n"
                + "    ssl_protocols TLSv1.2 TLSv1.3;\n"
                + "    ssl_ciphers " + BenchCertificate.TLS_1_2_SUITES + ";\n";
    }

    private static String locations(Site site) {
        return Rules.eachPath(
                site.setup(),
                rule -> "    location ^~ " + Rules.path(rule) + " { include " + site.folder() + "/home.inc; }\n");
    }

    private static final String HEAD = """
            daemon off;
            worker_processes @WORKERS;
            worker_rlimit_nofile 16384;
            """;

    private static final String HTTP = """
            @USER
            pid @DIR/nginx.pid;
            error_log stderr error;
            events { worker_connections 16384; }
            http {
              access_log @LOG;
              keepalive_requests 1000000000;
              keepalive_timeout 600s;
              client_body_temp_path @DIR/body;
              proxy_temp_path @DIR/proxy;
              fastcgi_temp_path @DIR/fastcgi;
              uwsgi_temp_path @DIR/uwsgi;
              scgi_temp_path @DIR/scgi;
              client_max_body_size 0;
            """;

    private static final String MAPS = """
              server_names_hash_max_size 65536;
              map_hash_max_size 65536;
              map_hash_bucket_size 128;
              map "$request_method:$uri:$http_promise_non_write_api_action" $by_method {
                "~^(GET|HEAD|OPTIONS):" @READS;
                "POST:/w/api.php:true" @READS;
                default eqiad;
              }
              map $cookie_UseDC $by_cookie { master eqiad; default $by_method; }
              map $arg_action $by_query { rollback eqiad; @ACTIONSdefault $by_cookie; }
              map $uri $by_path { ~^/wiki/Special:CentralLogin eqiad; default $by_query; }
            """;

    private static final String SERVER = """
              server {
                listen 127.0.0.1:@PORT@BACKLOG;
            @TLS
                server_name @HOST;
                location / { include @DIR/proxy.inc; }
            @LOCATIONS  }
            """;

    private static final String PASS = """
            proxy_pass http://@PASS;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_request_buffering off;
            proxy_buffer_size 16k;
            proxy_buffers 16 16k;
            proxy_busy_buffers_size 32k;
            proxy_max_temp_file_size 0;
            """;
}
