package org.fairlead.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.contestant.Lineup;
import org.fairlead.bench.contestant.OtherProxy;
import org.fairlead.bench.figures.Results;
import org.fairlead.bench.machine.CpuList;
import org.fairlead.bench.report.HtmlReport;
import org.fairlead.bench.report.JsonResults;
import org.fairlead.bench.scenario.Pace;
import org.fairlead.bench.scenario.Scenario;
import org.fairlead.bench.scenario.Scenarios;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What can be asked for on the command line. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Fairlead beside other proxies: the same work on the same core of this machine, round by round in turn.",
            "Prints medians with their spread and the ratio to HAProxy; writes report.html and results.json."
        })
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "The most telling scenarios, in two and a half minutes.")
    private boolean quick;

    @Option(names = "--all", description = "Every scenario.")
    private boolean all;

    @Option(names = "--scenario", split = ",", paramLabel = "NAME", description = "These alone; see --list.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Lists the scenarios.")
    private boolean list;

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "NAME",
            description = "What to compare with: nginx, haproxy, ats, floor. Default: haproxy,nginx.")
    private List<String> against = List.of("haproxy", "nginx");

    @Option(
            names = "--other",
            paramLabel = "NAME=PORT:COMMAND",
            description =
                    "Another proxy, which you configured: listens on 127.0.0.1:PORT, runs in the foreground, finds the ports of the origins in BENCH_EQIAD and BENCH_CODFW.")
    private List<String> others = List.of();

    @Option(names = "--without-fairlead", description = "Compares the others alone.")
    private boolean withoutFairlead;

    @Option(names = "--rounds", paramLabel = "N", description = "Of each contestant in each scenario.")
    private Optional<Integer> rounds = Optional.empty();

    @Option(names = "--seconds", paramLabel = "N", description = "Length of a round.")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Load before the first round of a fresh process.")
    private Optional<Integer> warmUp = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Requests a second for latency. Default: ${DEFAULT-VALUE}.")
    private int rate = 4000;

    @Option(
            names = "--proxy-cores",
            paramLabel = "LIST",
            description =
                    "Cores of the proxy, one worker each; all others are for origins and generator. Default: the first.")
    private Optional<String> proxyCores = Optional.empty();

    @Option(names = "--base-port", paramLabel = "PORT", description = "First of 400 ports. Default: ${DEFAULT-VALUE}.")
    private int basePort = 18080;

    @Option(names = "--json", description = "Prints results.json instead of tables.")
    private boolean json;

    @Option(names = "--out", paramLabel = "DIR", description = "Where reports go. Default: bench/target/report.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--render", paramLabel = "FILE", description = "Writes report.html anew from a results.json.")
    private Optional<Path> render = Optional.empty();

    private final PrintWriter out;
    private final PrintWriter err;

    BenchCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            Scenarios.all(rate).forEach(scenario -> out.printf("%-16s %s%n", scenario.name(), scenario.title()));
            return 0;
        }
        if (render.isPresent()) {
            return report(JsonResults.read(Files.readString(render.get())));
        }
        Run run = new Run(plan(), json ? err : out, err);
        Results results = run.measure();
        if (json) {
            out.print(JsonResults.write(results));
        }
        report(results);
        return run.isComplete() ? 0 : 1;
    }

    private Run.Plan plan() {
        return new Run.Plan(scenarios(), contestants(), pace(), proxyCores.map(CpuList::parse), basePort);
    }

    private List<Scenario> scenarios() {
        List<Scenario> known = Scenarios.all(rate);
        if (names.isEmpty()) {
            Scenario.Part set = all ? Scenario.Part.ALL : quick ? Scenario.Part.QUICK : Scenario.Part.FULL;
            return known.stream().filter(scenario -> scenario.isIn(set)).toList();
        }
        List<String> unknown = names.stream()
                .filter(name ->
                        known.stream().noneMatch(scenario -> scenario.name().equals(name)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("scenario: \"" + unknown.get(0) + "\" (expected: some of "
                    + known.stream().map(Scenario::name).collect(Collectors.joining(", ")) + ")");
        }
        return known.stream()
                .filter(scenario -> names.contains(scenario.name()))
                .toList();
    }

    private List<Contestant> contestants() {
        List<String> lineup = new ArrayList<>(withoutFairlead ? List.of() : List.of("fairlead"));
        lineup.addAll(against);
        List<Contestant> contestants = new ArrayList<>(Lineup.of(root(), lineup));
        others.forEach(other -> contestants.add(OtherProxy.parse(other)));
        return contestants;
    }

    /** scripts/bench says where the project is. */
    private static Path root() {
        return Path.of(System.getProperty("fairlead.home", "."))
                .toAbsolutePath()
                .normalize();
    }

    private Pace pace() {
        Pace base = quick ? Pace.QUICK : Pace.FULL;
        return new Pace(
                rounds.orElse(base.rounds()),
                seconds.map(Duration::ofSeconds).orElse(base.round()),
                seconds.map(Duration::ofSeconds).orElse(base.openLoopRound()),
                warmUp.map(Duration::ofSeconds).orElse(base.warmUp()));
    }

    private int report(Results results) throws IOException {
        Path into = Files.createDirectories(folder.orElse(root().resolve("bench/target/report")));
        Files.writeString(into.resolve("results.json"), JsonResults.write(results));
        Path html = Files.writeString(into.resolve("report.html"), HtmlReport.of(results));
        err.println("\nreport: " + html.toUri());
        return 0;
    }
}
