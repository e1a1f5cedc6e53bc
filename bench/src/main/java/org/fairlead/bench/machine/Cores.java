package org.fairlead.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which cores the proxy under test has, and which are left for generator, origins and harness. */
public record Cores(CpuList proxy, CpuList rest) {
    /** With {@code wanted} for the proxy, or the first core; on a machine of one core both share it. */
    public static Cores plan(CpuList available, Optional<CpuList> wanted) {
        CpuList proxy =
                wanted.orElseGet(() -> new CpuList(List.of(available.cores().get(0))));
        if (!available.cores().containsAll(proxy.cores())) {
            throw new IllegalArgumentException("cores: \"" + proxy + "\" (expected: some of " + available + ")");
        }
        CpuList rest = available.without(proxy);
        return new Cores(proxy, rest.isEmpty() ? proxy : rest);
    }

    /** The cores that this process may use. */
    public static CpuList available() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> CpuList.parse(line.substring(line.indexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no Cpus_allowed_list"));
        } catch (IOException e) {
            int cores = Runtime.getRuntime().availableProcessors();
            return new CpuList(IntStream.range(0, cores).boxed().toList());
        }
    }

    public boolean areShared() {
        return proxy.equals(rest);
    }

    public CpuList all() {
        return new CpuList(
                IntStream.concat(ints(proxy), ints(rest)).distinct().boxed().toList());
    }

    private static IntStream ints(CpuList list) {
        return list.cores().stream().mapToInt(Integer::intValue);
    }
}
