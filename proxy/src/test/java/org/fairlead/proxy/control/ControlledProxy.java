package org.fairlead.proxy.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.proxy.cli.CommandLineInterface;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.jspecify.annotations.Nullable;

/** A proxy in codfw that runs from files, with an origin in each of two datacenters, and its operator at the command line. */
final class ControlledProxy implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests-only";

    private final Path folder;
    private final LoadOptions options = LoadOptions.of(Map.of());
    final CountDownLatch slow = new CountDownLatch(1);
    final CountDownLatch slowIsUnderWay = new CountDownLatch(1);
    final RawOrigin eqiad = origin("eqiad");
    final RawOrigin codfw = origin("codfw");
    private String deployment = """
            fleet: wiki
            datacenter: codfw
            primary: eqiad
            epoch: 17
            failover: [eqiad, codfw]
            rules: rules.yaml
            datacenters:
              eqiad: {pools: {appservers: {origins: ["http://127.0.0.1:EQIAD"]}}}
              codfw: {pools: {appservers: {origins: ["http://127.0.0.1:CODFW"]}}}
            listeners: [{bind: "127.0.0.1:0"}]
            observe: "127.0.0.1:0"
            control: {bind: "127.0.0.1:0", token-file: token}
            access-log: off
            threads: 2
            """;
    private String rules = """
            services:
              wiki:
                hosts: wiki.example
                pool: appservers
                reads: local
                writes-on-safe: {flag: {header: Fairlead-Write}, mode: observe}
                shift: {to: eqiad, percent: 0, by: {header: X-Client}}
                rules: [{name: fresh, when: {path: /fresh}, send: primary}]
              shop: {hosts: shop.example, pool: appservers}
            """;
    private @Nullable RunningProxy proxy;
    private @Nullable LiveConfiguration live;

    ControlledProxy(Path folder) {
        this.folder = folder;
        deployment = deployment
                .replace("EQIAD", String.valueOf(eqiad.port()))
                .replace("CODFW", String.valueOf(codfw.port()));
    }

    /**
     * Answers with its name; {@code /writes} says that it wrote, {@code /slow} waits for {@link #slow}, {@code /tunnel}
     * switches protocols.
     */
    private RawOrigin origin(String name) {
        return RawOrigin.of(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                if (head.contains(" /tunnel ")) {
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
                    connection.awaitEnd();
                    return;
                }
                if (head.contains(" /slow ")) {
                    awaitSlow();
                }
                String flag = head.contains(" /writes ") ? "Fairlead-Write: done\r\n" : "";
                connection.send("HTTP/1.1 200 OK\r\n" + flag + "Content-Length: " + name.length() + "\r\n\r\n" + name);
            }
        });
    }

    private void awaitSlow() {
        try {
            slowIsUnderWay.countDown();
            if (!slow.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let the slow answer go");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Before or after the start; the files are written at once. */
    ControlledProxy with(String replace, String by) {
        if (!(deployment + rules).contains(replace)) {
            throw new AssertionError(replace + " (expected: a part of the files)");
        }
        deployment = deployment.replace(replace, by);
        rules = rules.replace(replace, by);
        return write();
    }

    private ControlledProxy write() {
        try {
            put("fairlead.yaml", deployment);
            put("rules.yaml", rules);
            put("token", TOKEN + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String name, String text) throws IOException {
        Path temporary = folder.resolve(name + ".tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    ControlledProxy start() {
        write();
        Path file = folder.resolve("fairlead.yaml");
        try {
            Loaded loaded = ConfigurationLoader.load(file, options);
            if (loaded instanceof Loaded.Refused refused) {
                throw new AssertionError(refused.problems().toString());
            }
            LiveConfiguration first =
                    LiveConfiguration.of((Loaded.Accepted) loaded, () -> ConfigurationLoader.load(file, options));
            live = first;
            proxy = RunningProxy.start(first);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void restart() {
        running().close();
        start();
    }

    LiveConfiguration live() {
        return Objects.requireNonNull(live);
    }

    RunningProxy running() {
        return Objects.requireNonNull(proxy);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    InetSocketAddress address() {
        return running().addresses().get(0);
    }

    String controlAddress() {
        var address = running().controlAddress().orElseThrow();
        return address instanceof InetSocketAddress tcp ? "127.0.0.1:" + tcp.getPort() : "unix:" + address;
    }

    /** Who answers a GET of the wiki. */
    String reads(String path) {
        return reads(path, "anybody");
    }

    String reads(String path, String client) {
        try (RawClient connection = RawClient.connect(address())) {
            return connection.get(path, "X-Client: " + client).body();
        }
    }

    /** The status of a POST to the wiki. */
    int writes() {
        try (RawClient connection = RawClient.connect(address())) {
            return connection.exchange("POST", "/", "Content-Length: 0").status();
        }
    }

    /** What a command printed, and how it ended. */
    record Ran(int exitCode, String out, String err) {}

    /** Runs {@code fairlead} with these words and the control address. */
    Ran run(String... words) {
        List<String> arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of(
                "--control", controlAddress(), "--token-file", file("token").toString()));
        return runPlainly(arguments.toArray(String[]::new));
    }

    static Ran runPlainly(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CommandLineInterface.of(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    HttpResponse<String> observe(String path) throws IOException, InterruptedException {
        var at = running().observeAddress().orElseThrow();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
        eqiad.close();
        codfw.close();
    }
}
