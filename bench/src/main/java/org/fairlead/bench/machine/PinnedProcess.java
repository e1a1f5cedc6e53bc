package org.fairlead.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process on given cores, with its output in a file. */
public final class PinnedProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 5;
    private static final int LOG_LINES_SHOWN = 15;

    private final Process process;
    private final Path log;

    private PinnedProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** taskset becomes the command, so that the process started is the command itself. */
    public static PinnedProcess start(CpuList cores, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores.toString()));
        pinned.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new PinnedProcess(builder.start(), log);
    }

    public ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The last lines of what the process said. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the process to end, and after some seconds ends it and what it has started. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!ends()) {
            children.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Ends the process at once; to be called of one that has started no other. */
    public void kill() {
        process.destroyForcibly();
        ends();
    }

    private boolean ends() {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
