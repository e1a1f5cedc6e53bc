package org.fairlead.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.Results;
import org.fairlead.bench.load.OpenLoop;
import org.fairlead.bench.load.Wrk;
import org.fairlead.bench.machine.Command;
import org.fairlead.bench.machine.Cores;
import org.fairlead.bench.machine.CpuList;
import org.fairlead.bench.machine.MachineFacts;
import org.fairlead.bench.report.TextReport;
import org.fairlead.bench.scenario.Contest;
import org.fairlead.bench.scenario.Pace;
import org.fairlead.bench.scenario.Scenario;
import org.fairlead.bench.scenario.Tools;

/** One run: looks what is there, measures, and tells what it found as it goes. */
final class Run {
    private static final Map<String, String> NEEDED =
            Map.of("wrk", "wrk", "nginx", "nginx-light", "taskset", "util-linux");

    private final Plan plan;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<String> leftOut = new ArrayList<>();
    private boolean complete = true;

    /** What is to be measured. */
    record Plan(
            List<Scenario> scenarios,
            List<Contestant> contestants,
            Pace pace,
            Optional<CpuList> proxyCores,
            int basePort) {}

    /** @param err for progress */
    Run(Plan plan, PrintWriter out, PrintWriter err) {
        this.plan = plan;
        this.out = out;
        this.err = err;
    }

    Results measure() throws IOException, InterruptedException {
        requireTools();
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Cores cores = Cores.plan(Cores.available(), plan.proxyCores());
        stayOff(cores);
        List<Contestant> present = present();
        Path folder = Files.createTempDirectory("fairlead-bench-");
        try (OpenLoop openLoop = new OpenLoop()) {
            Tools tools =
                    new Tools(cores, plan.pace(), folder, plan.basePort(), new Wrk(cores.rest(), folder), openLoop);
            Contest contest = new Contest(tools, present, line -> err.println("  … " + line), this::tell);
            contest.run(plan.scenarios());
            leftOut.addAll(contest.leftOut());
            complete &= contest.leftOut().stream().noneMatch(line -> line.contains("routes wrongly"));
            Results results = new Results(
                    date,
                    MachineFacts.read(cores.all().size()),
                    settings(cores),
                    versions(present),
                    contest.outcomes(),
                    leftOut);
            out.print(TextReport.ending(results));
            out.flush();
            return results;
        } finally {
            delete(folder);
        }
    }

    /** Whether everybody who was asked for took part, and did the right work. */
    boolean isComplete() {
        return complete;
    }

    private void tell(Outcome outcome) {
        out.print(TextReport.of(outcome));
        out.flush();
    }

    private static void requireTools() {
        List<String> missing = NEEDED.keySet().stream()
                .filter(tool -> Command.find(tool).isEmpty())
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "not installed: " + String.join(", ", missing) + " (Debian: apt-get install "
                            + missing.stream().map(NEEDED::get).collect(Collectors.joining(" ")) + ")");
        }
    }

    /** The harness is part of "everything else": all its threads leave the proxy's cores. */
    private static void stayOff(Cores cores) throws IOException {
        String self = String.valueOf(ProcessHandle.current().pid());
        Command.output(List.of("taskset", "-a", "-p", "-c", cores.rest().toString(), self));
    }

    private List<Contestant> present() {
        List<Contestant> present = new ArrayList<>();
        for (Contestant contestant : plan.contestants()) {
            Optional<String> missing = contestant.missing();
            if (missing.isEmpty()) {
                present.add(contestant);
            } else {
                complete = false;
                leftOut.add(contestant.name() + ": " + missing.get());
                err.println("  … left out: " + contestant.name() + ": " + missing.get());
            }
        }
        if (present.isEmpty()) {
            throw new IllegalStateException("no contestant is there");
        }
        return present;
    }

    private Map<String, String> settings(Cores cores) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("proxy's cores", cores.proxy() + (cores.areShared() ? " (shared with all else)" : ""));
        settings.put("cores of origins, generator and harness", cores.rest().toString());
        settings.put("workers of each proxy", String.valueOf(cores.proxy().size()));
        settings.put(
                "rounds",
                plan.pace().rounds() + " of " + plan.pace().round().toSeconds() + " s, where latencies are measured of "
                        + plan.pace().openLoopRound().toSeconds() + " s; of idle connections half as many");
        settings.put("warm-up", plan.pace().warmUp().toSeconds() + " s");
        return settings;
    }

    private static Map<String, String> versions(List<Contestant> contestants) {
        Map<String, String> versions = new LinkedHashMap<>();
        contestants.forEach(contestant -> versions.put(contestant.name(), contestant.version()));
        versions.put("origins", Command.lineOf("nginx version", "nginx", "-v").replace("nginx version: ", ""));
        versions.put("wrk", wrkVersion());
        versions.put("harness", "Java " + Runtime.version());
        return versions;
    }

    /** wrk prints its version, and exits with 1. */
    private static String wrkVersion() {
        return Command.lineOf("wrk ", "sh", "-c", "wrk -v || true").replaceAll(" Copyright.*", "");
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
