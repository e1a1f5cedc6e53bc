package org.fairlead.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.bench.machine.Command;
import org.fairlead.bench.machine.CpuList;

/** wrk: as many requests as the proxy answers, over connections that each wait for their answer. */
public final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(us|ms|s|m)");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private final CpuList cores;
    private final Path folder;

    public Wrk(CpuList cores, Path folder) {
        this.cores = cores;
        this.folder = folder;
    }

    /** What wrk counted. */
    public record Answers(long requests, long failed, double seconds) {
        public double perSecond() {
            return requests / seconds;
        }

        /** Failed requests in a thousand. */
        public double failedPerMille() {
            return requests + failed == 0 ? 1000 : 1000.0 * failed / (requests + failed);
        }
    }

    public Answers run(Target target, List<Request> requests, int connections, int seconds) throws IOException {
        Path script = Files.writeString(folder.resolve("requests.lua"), WrkScript.of(requests));
        int threads = Math.max(1, Math.min(cores.size(), connections));
        return parse(Command.output(List.of(
                "taskset",
                "-c",
                cores.toString(),
                "wrk",
                "--threads=" + threads,
                "--connections=" + connections,
                "--duration=" + seconds + "s",
                "--timeout=5s",
                "--script=" + script,
                target.url(requests.get(0).target()))));
    }

    /** Throws IOException on text that wrk doesn't print. */
    static Answers parse(String output) throws IOException {
        Matcher requests = REQUESTS.matcher(output);
        if (!requests.find()) {
            throw new IOException(
                    "wrk: no count of requests in what it said (expected: \"N requests in Ts\")\n" + output);
        }
        double seconds = Double.parseDouble(requests.group(2)) * unit(requests.group(3));
        return new Answers(Long.parseLong(requests.group(1)), sum(ERRORS, output) + sum(STATUS, output), seconds);
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            case "m" -> 60;
            default -> 1;
        };
    }

    private static long sum(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        long sum = 0;
        if (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                sum += Long.parseLong(matcher.group(group));
            }
        }
        return sum;
    }
}
