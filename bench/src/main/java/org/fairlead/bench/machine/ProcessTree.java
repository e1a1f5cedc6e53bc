package org.fairlead.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A process and those it has started. */
public record ProcessTree(ProcessHandle root) {
    public static ProcessTree ofThisProcess() {
        return new ProcessTree(ProcessHandle.current());
    }

    /** User and system time used so far by the whole tree, those that have ended included, in ticks. */
    public long cpuTicks() {
        return sum(
                pids(),
                pid -> read(pid, "stat")
                        .map(ProcessStat::parse)
                        .map(ProcessStat::total)
                        .orElse(0L));
    }

    /** The same of this process and its children that have ended alone. */
    public long cpuTicksOfRoot() {
        return sum(
                LongStream.of(root.pid()),
                pid -> read(pid, "stat")
                        .map(ProcessStat::parse)
                        .map(ProcessStat::total)
                        .orElse(0L));
    }

    /** User and system time used so far by the compilers of JVMs in the tree, in ticks; 0 where there is none. */
    public long compilerTicks() {
        return pids().boxed()
                .flatMap(ProcessTree::threads)
                .filter(thread -> read(thread.resolve("comm")).orElse("").matches("C[12] Compiler.*\\s*"))
                .mapToLong(thread -> read(thread.resolve("stat"))
                        .map(ProcessStat::parse)
                        .map(ProcessStat::own)
                        .orElse(0L))
                .sum();
    }

    private static Stream<Path> threads(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            return threads.toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** Resident memory now, the sum over processes: pages that they share count for each. */
    public long residentKiB() {
        return sum(
                pids(),
                pid -> read(pid, "status").map(text -> kibibytes(text, "VmRSS")).orElse(0L));
    }

    /** The most that was ever resident, the sum over processes that still run. */
    public long peakResidentKiB() {
        return sum(
                pids(),
                pid -> read(pid, "status").map(text -> kibibytes(text, "VmHWM")).orElse(0L));
    }

    private LongStream pids() {
        return Stream.concat(Stream.of(root), root.descendants()).mapToLong(ProcessHandle::pid);
    }

    private static long sum(LongStream pids, ToLongFunction<Long> figure) {
        return pids.boxed().mapToLong(figure).sum();
    }

    /** Empty where the process has ended meanwhile. */
    private static Optional<String> read(long pid, String file) {
        return read(Path.of("/proc", String.valueOf(pid), file));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A line of /proc/PID/status such as {@code VmRSS:      1234 kB}; 0 where there is none. */
    static long kibibytes(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
