package org.fairlead.bench.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.bench.machine.Command;

/** Apache Traffic Server as Debian packages it, with a router of ours in Lua. */
final class TrafficServer implements Contestant {
    private static final Path PLUGIN = Path.of("/usr/lib/trafficserver/modules/tslua.so");

    @Override
    public String name() {
        return "ats";
    }

    @Override
    public String version() {
        return Command.lineOf("Traffic Server", "traffic_server", "--version");
    }

    @Override
    public Optional<String> missing() {
        return Command.find("traffic_server").isPresent() && Files.exists(PLUGIN)
                ? Optional.empty()
                : Optional.of("Traffic Server with Lua isn't installed"
                        + " (Debian: apt-get install trafficserver trafficserver-experimental-plugins)");
    }

    @Override
    public Optional<String> lacks(Setup setup) {
        boolean isPlain = setup.withPrimaryAt(java.time.Duration.ZERO, false)
                .equals(Setup.PLAIN.withPrimaryAt(java.time.Duration.ZERO, false));
        return isPlain ? Optional.empty() : Optional.of("its router in Lua has the basic rules only");
    }

    @Override
    public boolean isFastAtOnce() {
        return true;
    }

    @Override
    public Launch prepare(Site site) throws IOException {
        for (String folder : List.of("var", "logs", "cache")) {
            Files.createDirectories(site.folder().resolve(folder));
        }
        site.write("records.config", records(site));
        site.write("storage.config", "");
        site.write("ip_allow.yaml", ALLOW);
        site.write("remap.config", remap(site));
        site.write("router.lua", router(site));
        Path root =
                site.write("runroot.yaml", ROOT.replace("@DIR", site.folder().toString()));
        return new Launch(List.of("traffic_server"), Map.of("TS_RUNROOT", root.toString()));
    }

    static String records(Site site) {
        // As root it wants to become another user, who may not enter the folder; #-1 lets it stay.
        boolean isRoot = System.getProperty("user.name").equals("root");
        return RECORDS.replace("@PORT", String.valueOf(site.port())).replace("@WORKERS", String.valueOf(site.workers()))
                + (isRoot ? "CONFIG proxy.config.admin.user_id STRING #-1\n" : "");
    }

    static String remap(Site site) {
        return "map / http://127.0.0.1:" + site.codfw().get(0) + "/ @plugin=" + PLUGIN + " @pparam=" + site.folder()
                + "/router.lua\n";
    }

    static String router(Site site) throws IOException {
        try (InputStream stream = TrafficServer.class.getResourceAsStream("router.lua")) {
            if (stream == null) {
                throw new IllegalStateException("router.lua: not among the resources");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@EQIAD", String.valueOf(site.eqiad().get(0)))
                    .replace("@READS_HOME", String.valueOf(site.setup().readsHome()));
        }
    }

    private static final String RECORDS = """
            CONFIG proxy.config.http.server_ports STRING @PORT:ip-in=127.0.0.1
            CONFIG proxy.config.exec_thread.autoconfig INT 0
            CONFIG proxy.config.exec_thread.limit INT @WORKERS
            CONFIG proxy.config.accept_threads INT 0
            CONFIG proxy.config.task_threads INT 1
            CONFIG proxy.config.http.cache.http INT 0
            CONFIG proxy.config.reverse_proxy.enabled INT 1
            CONFIG proxy.config.url_remap.remap_required INT 1
            CONFIG proxy.config.url_remap.pristine_host_hdr INT 1
            CONFIG proxy.config.log.logging_enabled INT 0
            CONFIG proxy.config.http.insert_squid_x_forwarded_for INT 1
            CONFIG proxy.config.http.server_session_sharing.match STRING ip
            CONFIG proxy.config.http.server_session_sharing.pool STRING thread
            CONFIG proxy.config.http.keep_alive_no_activity_timeout_in INT 600
            CONFIG proxy.config.http.keep_alive_no_activity_timeout_out INT 60
            CONFIG proxy.config.net.connections_throttle INT 15000
            """;

    private static final String ALLOW = """
            ip_allow:
              - {apply: in, ip_addrs: 0/0, action: allow, methods: ALL}
            """;

    private static final String ROOT = """
            prefix: @DIR
            exec_prefix: @DIR
            bindir: /usr/bin
            sbindir: /usr/sbin
            sysconfdir: @DIR
            datadir: /usr/share/trafficserver
            includedir: /usr/include
            libdir: /usr/lib/trafficserver
            libexecdir: /usr/lib/trafficserver/modules
            localstatedir: @DIR/var
            runtimedir: @DIR/var
            logdir: @DIR/logs
            cachedir: @DIR/cache
            """;
}
