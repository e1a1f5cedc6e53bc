package org.fairlead.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what docs/operations.md says, from its first command to its last: its files on two datacenters, its commands at codfw,
 * with readers and writers all the while.
 */
class OperationsGuideTest {
    private static final Path GUIDE = Path.of("../docs/operations.md");
    private static final Pattern BLOCK = Pattern.compile("```(sh|yaml)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final String REFUSED = "# refused";

    @TempDir
    Path folder;

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final List<AutoCloseable> parts = new ArrayList<>();

    @Test
    void everyCommandDoesWhatThePageSays() throws Exception {
        String guide = Files.readString(GUIDE);
        int commands = 0;
        try {
            for (Matcher block = BLOCK.matcher(guide); block.find(); ) {
                if (block.group(1).equals("yaml")) {
                    place(block.group(2));
                    continue;
                }
                for (String line : block.group(2).lines().toList()) {
                    if (line.startsWith("fairlead ") && parts.isEmpty()) {
                        start();
                    }
                    run(line);
                    commands++;
                }
            }
        } finally {
            isOver.set(true);
            for (int i = parts.size() - 1; i >= 0; i--) {
                parts.get(i).close();
            }
        }
        assertThat(commands).isGreaterThan(40);
    }

    /** A file of the page; its first line names it. */
    private void place(String text) throws IOException {
        String name = text.lines().findFirst().orElseThrow().substring(2);
        for (String datacenter : List.of("eqiad", "codfw")) {
            Path site = Files.createDirectories(folder.resolve(datacenter));
            Files.writeString(site.resolve(name), text.replace("\"${FAIRLEAD_DATACENTER}\"", datacenter));
        }
    }

    private void start() throws Exception {
        for (String datacenter : List.of("eqiad", "codfw")) {
            String network = datacenter.equals("eqiad") ? "10.64.0." : "10.192.0.";
            RawOrigin origin = origin(datacenter);
            parts.add(origin);
            addresses.put(network + "11:80", "127.0.0.1:" + origin.port());
            addresses.put(network + "5:8081", "127.0.0.1:" + RawOrigin.closedPort());
        }
        startProxy("eqiad", "10.64.0.5:8081");
        RunningProxy codfw = startProxy("codfw", "10.192.0.5:8081");
        Thread traffic = new Thread(() -> traffic(codfw), "traffic");
        traffic.start();
        parts.add(() -> traffic.join(TimeUnit.SECONDS.toMillis(20)));
    }

    private static RawOrigin origin(String name) {
        return RawOrigin.of(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                String flag = head.contains(" /writes ") ? "Fairlead-Write: done\r\n" : "";
                connection.send("HTTP/1.1 200 OK\r\n" + flag + "Content-Length: " + name.length() + "\r\n\r\n" + name);
            }
        });
    }

    private RunningProxy startProxy(String datacenter, String peers) throws IOException {
        Path site = folder.resolve(datacenter);
        for (String secret : List.of("fairlead.secret", "control.token")) {
            Files.copy(folder.resolve(secret), site.resolve(secret));
        }
        boolean isHere = datacenter.equals("codfw");
        Map<String, String> own = new LinkedHashMap<>(addresses);
        own.put("0.0.0.0:8081", own.getOrDefault(peers, ""));
        own.put("0.0.0.0:8080", "127.0.0.1:" + RawOrigin.closedPort());
        for (String usual : List.of("127.0.0.1:9900", "127.0.0.1:9901")) {
            String free = "127.0.0.1:" + RawOrigin.closedPort();
            own.put(usual, free);
            if (isHere) {
                addresses.put(usual, free);
            }
        }
        Path file = site.resolve("fairlead.yaml");
        String text = Files.readString(file);
        for (Map.Entry<String, String> address : own.entrySet()) {
            text = text.replace(address.getKey(), address.getValue());
        }
        Files.writeString(file, text);
        LoadOptions options = LoadOptions.of(Map.of());
        Loaded loaded = ConfigurationLoader.load(file, options);
        assertThat(loaded).as(loaded.toString()).isInstanceOf(Loaded.Accepted.class);
        RunningProxy proxy = RunningProxy.start(
                LiveConfiguration.of((Loaded.Accepted) loaded, () -> ConfigurationLoader.load(file, options)));
        parts.add(proxy);
        return proxy;
    }

    private void traffic(RunningProxy proxy) {
        try (RawClient client = RawClient.connect(proxy.addresses().get(0))) {
            for (int i = 0; !isOver.get(); i++) {
                String path = i % 100 == 0 ? "/writes" : "/wiki/Foo";
                String method = i % 50 == 7 ? "POST" : "GET";
                String head = method + " " + path + " HTTP/1.1\r\nHost: en.wikipedia.org\r\nCookie: enwikiUserID=" + i
                        + "\r\n" + (method.equals("POST") ? "Content-Length: 0\r\n" : "") + "\r\n";
                client.send(head).read(method);
            }
        }
    }

    private void run(String line) throws Exception {
        boolean mustFail = line.contains(REFUSED);
        String command = line.replaceAll("\\s+# .*", "");
        int exitCode;
        String printed;
        if (command.startsWith("fairlead ")) {
            ControlledProxy.Ran ran = ControlledProxy.runPlainly(arguments(command));
            exitCode = ran.exitCode();
            printed = ran.out() + ran.err();
        } else {
            Process process = new ProcessBuilder("bash", "-c", replaced(command))
                    .directory(
                            parts.isEmpty()
                                    ? folder.toFile()
                                    : folder.resolve("codfw").toFile())
                    .redirectErrorStream(true)
                    .start();
            printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            exitCode = process.waitFor();
        }
        assertThat(exitCode).as(line + "\n" + printed).isEqualTo(mustFail ? 1 : 0);
        assertThat(printed).as(line).matches(Pattern.compile(expected(line), Pattern.DOTALL));
    }

    /** What a command is for, seen in what it prints. */
    private static String expected(String line) {
        if (line.equals("fairlead status")) {
            return "wiki at codfw: primary .*DATACENTER +ROLE +STATE.*SERVICE +READS.*";
        }
        if (line.contains("/metrics")) {
            return ".*fairlead_flagged_writes_total[^\n]*route=\"GET /writes\".*";
        }
        if (line.startsWith("fairlead diff")) {
            return "would: changed: service wiki: shift: 0 % to local .* → 2 % to local .*";
        }
        return line.contains("--dry-run") ? "would: .*" : ".*";
    }

    private String replaced(String command) {
        String replaced = command;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            replaced = replaced.replace(address.getKey(), address.getValue());
        }
        return replaced;
    }

    private String[] arguments(String command) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(command); word.find(); ) {
            words.add(Arrays.asList(word.group(1), word.group(2), word.group(3)).stream()
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElseThrow());
        }
        words.remove(0);
        words.add("--config=" + folder.resolve("codfw/fairlead.yaml"));
        return words.toArray(String[]::new);
    }
}
