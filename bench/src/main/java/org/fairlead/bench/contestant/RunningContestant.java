package org.fairlead.bench.contestant;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.fairlead.bench.load.Target;
import org.fairlead.bench.machine.CpuList;
import org.fairlead.bench.machine.PinnedProcess;
import org.fairlead.bench.machine.Ticks;

/** A contestant that answers. */
public final class RunningContestant implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_EVERY_MILLIS = 4;

    private final Contestant contestant;
    private final Path folder;
    private final PinnedProcess process;
    private final int port;
    private final Start start;
    private final Target target;

    /** What it took from the start of the process to the first answered request. */
    public record Start(double wallMillis, double cpuMillis) {}

    private RunningContestant(
            Contestant contestant, Path folder, PinnedProcess process, int port, Start start, Target target) {
        this.target = target;
        this.contestant = contestant;
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.start = start;
    }

    /** Returns with the first answered request; throws IOException where the process ends, or never answers. */
    public static RunningContestant start(Contestant contestant, Site site, CpuList cores)
            throws IOException, InterruptedException {
        int port = contestant instanceof OtherProxy other ? other.port() : site.port();
        Contestant.Launch launch = contestant.prepare(site);
        long began = System.nanoTime();
        PinnedProcess process = PinnedProcess.start(
                cores, launch.command(), launch.environment(), site.folder().resolve("log"));
        try {
            awaitAnswer(contestant.name(), process, port, began);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
        double wallMillis = (System.nanoTime() - began) / 1e6;
        double cpuMillis = Ticks.toMicros(process.tree().cpuTicks()) / 1e3;
        Setup setup = site.setup();
        Target target = setup.hasFront()
                ? new Target(site.frontPort(), setup.tls(), setup.http2())
                : new Target(port, false, false);
        return new RunningContestant(
                contestant, site.folder(), process, port, new Start(wallMillis, cpuMillis), target);
    }

    private static void awaitAnswer(String name, PinnedProcess process, int port, long began)
            throws IOException, InterruptedException {
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IOException(name + " doesn't answer on 127.0.0.1:" + port + "; its last words:\n"
                        + process.lastWords().indent(4));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** A plain socket: an HTTP client of the JDK would take longer to start than the proxies. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = "GET / HTTP/1.1\r\nHost: " + Setup.host(0) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return new String(status, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    public Contestant contestant() {
        return contestant;
    }

    public String name() {
        return contestant.name();
    }

    public PinnedProcess process() {
        return process;
    }

    /** For plain HTTP. */
    public int port() {
        return port;
    }

    /** Where the load goes. */
    public Target target() {
        return target;
    }

    public Start start() {
        return start;
    }

    /**
     * Empties what it has logged so far, so that the files of a round get pages that those before had: pages that a virtual machine has
     * never touched cost it more than to write the lines.
     */
    public void emptyLogs() throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "{log,*.log}")) {
            for (Path log : logs) {
                FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        }
    }

    /** A JVM of ours would drain for seconds, as it does where others still send to it. */
    @Override
    public void close() {
        if (contestant.isJvm()) {
            process.kill();
        } else {
            process.close();
        }
    }
}
