package org.fairlead.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What machine this is. */
public record MachineFacts(String processor, int cores, String memory, String kernel, String system) {
    /** @param cores that this process may use, unless it was kept off some of them */
    public static MachineFacts read(int cores) {
        return new MachineFacts(
                valueOf("/proc/cpuinfo", "model name", ":"),
                cores,
                gibibytes(),
                System.getProperty("os.version", "unknown"),
                valueOf("/etc/os-release", "PRETTY_NAME", "=").replace("\"", ""));
    }

    private static String gibibytes() {
        String kib = valueOf("/proc/meminfo", "MemTotal", ":").replaceAll("[^0-9]", "");
        return kib.isEmpty() ? "unknown" : Math.round(Long.parseLong(kib) / 1048576.0) + " GiB";
    }

    private static String valueOf(String file, String name, String separator) {
        try (var lines = Files.lines(Path.of(file))) {
            Optional<String> found = lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(separator) + 1).strip())
                    .findFirst();
            return found.orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
