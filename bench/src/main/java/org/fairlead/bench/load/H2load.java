package org.fairlead.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.bench.machine.Command;
import org.fairlead.bench.machine.CpuList;

/** h2load of nghttp2: as many requests as the proxy answers, several streams at a time on each connection, in HTTP/2. */
public final class H2load {
    private static final Pattern FINISHED = Pattern.compile("finished in ([0-9.]+)(us|ms|s)");
    private static final Pattern REQUESTS =
            Pattern.compile("requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed");

    private final CpuList cores;

    public H2load(CpuList cores) {
        this.cores = cores;
    }

    /** @param streams at a time, of each connection */
    public Wrk.Answers run(Target target, Request request, int connections, int streams, int seconds)
            throws IOException {
        int threads = Math.max(1, Math.min(cores.size(), connections));
        return parse(Command.output(List.of(
                "taskset",
                "-c",
                cores.toString(),
                "h2load",
                "--threads=" + threads,
                "--clients=" + connections,
                "--max-concurrent-streams=" + streams,
                "--duration=" + seconds,
                "--header=:authority: " + request.headers().get("Host"),
                target.url(request.target()))));
    }

    /** Throws IOException on text that h2load doesn't print. */
    static Wrk.Answers parse(String output) throws IOException {
        Matcher finished = FINISHED.matcher(output);
        Matcher requests = REQUESTS.matcher(output);
        if (!finished.find() || !requests.find()) {
            throw new IOException("h2load: no count of requests in what it said (expected: \"finished in …\" and"
                    + " \"requests: …\")\n" + output);
        }
        double unit = finished.group(2).equals("us") ? 1e-6 : finished.group(2).equals("ms") ? 1e-3 : 1;
        return new Wrk.Answers(
                Long.parseLong(requests.group(1)),
                Long.parseLong(requests.group(2)),
                Double.parseDouble(finished.group(1)) * unit);
    }
}
