package org.fairlead.proxy.systemd;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A service manager in small, in perl, which every Debian has: holds a listening socket and starts the program with it. */
final class SocketHolder implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;
    private final int port;

    private SocketHolder(Process process) throws IOException {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(read("port "));
    }

    static boolean isPossible() {
        return Files.isExecutable(Path.of("/usr/bin/perl")) && Files.isDirectory(Path.of("/proc/self/fdinfo"));
    }

    /** @param arguments of the program, which writes to {@code log} */
    static SocketHolder hold(Path folder, Path log, Map<String, String> environment, String... arguments) {
        try {
            Path script = folder.resolve("manager.pl");
            try (InputStream in = Objects.requireNonNull(SocketHolder.class.getResourceAsStream("manager.pl"))) {
                Files.copy(in, script);
            }
            List<String> command = new ArrayList<>(List.of("/usr/bin/perl", script.toString()));
            command.addAll(program(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            builder.environment().putAll(environment);
            return new SocketHolder(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program as it is tested, in a JVM of its own. */
    static List<String> program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                // As the manifest of the program has it.
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                classPath(),
                "org.fairlead.proxy.Main"));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static String classPath() {
        if (SocketHolder.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(url -> new File(url.getPath()).getPath())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    int port() {
        return port;
    }

    /** Starts the program; it may take its time. */
    long start() {
        say("start");
        return Long.parseLong(read("started "));
    }

    void signal(String name) {
        say(name);
    }

    /** Waits for the program's end; its exit code, or 128 and the signal that killed it. */
    int awaitEnd() {
        say("wait");
        return Integer.parseInt(read("ended "));
    }

    private void say(String words) {
        try {
            process.getOutputStream().write((words + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String prefix) {
        String line = CompletableFuture.supplyAsync(this::readLine)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        if (!line.startsWith(prefix)) {
            throw new AssertionError(line + " (expected: " + prefix + "...)");
        }
        return line.substring(prefix.length());
    }

    private String readLine() {
        try {
            return String.valueOf(out.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
