package org.fairlead.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Where the time of cores went, since boot or between two looks, in ticks of {@link Ticks#PER_SECOND}. */
public record CoreTimes(long busy, long idle, long steal) {
    private static final CoreTimes NONE = new CoreTimes(0, 0, 0);

    /** The times of each core, by its number. */
    public static Map<Integer, CoreTimes> read() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")));
    }

    /** From the text of /proc/stat (proc(5)). */
    static Map<Integer, CoreTimes> parse(String stat) {
        Map<Integer, CoreTimes> cores = new TreeMap<>();
        for (String line : stat.lines().toList()) {
            if (line.startsWith("cpu") && Character.isDigit(line.charAt(3))) {
                String[] words = line.split(" +", -1);
                cores.put(Integer.parseInt(words[0].substring(3)), of(words));
            }
        }
        return cores;
    }

    /** user nice system idle iowait irq softirq steal; what guests used is in user already. */
    private static CoreTimes of(String[] words) {
        long busy = ticks(words, 1) + ticks(words, 2) + ticks(words, 3) + ticks(words, 6) + ticks(words, 7);
        return new CoreTimes(busy, ticks(words, 4) + ticks(words, 5), ticks(words, 8));
    }

    private static long ticks(String[] words, int index) {
        return index < words.length ? Long.parseLong(words[index]) : 0;
    }

    /** The sum over some of the cores. */
    public static CoreTimes sum(Map<Integer, CoreTimes> times, CpuList cores) {
        return cores.cores().stream()
                .map(core -> times.getOrDefault(core, NONE))
                .reduce(NONE, CoreTimes::plus);
    }

    public CoreTimes plus(CoreTimes other) {
        return new CoreTimes(busy + other.busy, idle + other.idle, steal + other.steal);
    }

    public CoreTimes minus(CoreTimes earlier) {
        return new CoreTimes(busy - earlier.busy, idle - earlier.idle, steal - earlier.steal);
    }

    public long total() {
        return busy + idle + steal;
    }
}
