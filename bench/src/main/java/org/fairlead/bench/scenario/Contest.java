package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.contestant.FrontCheck;
import org.fairlead.bench.contestant.RoutingCheck;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.contestant.Setup;
import org.fairlead.bench.figures.Curve;
import org.fairlead.bench.figures.Outcome;
import org.fairlead.bench.figures.OwnRatio;
import org.fairlead.bench.figures.Round;
import org.fairlead.bench.machine.Conditions;
import org.fairlead.bench.machine.ProcessTree;
import org.fairlead.bench.machine.Watch;

/** Runs scenarios: contestants in turn, round by round, so that what disturbs the machine for a while disturbs all. */
public final class Contest {
    private static final int FAR_WARM_UP_SECONDS = 2;

    private final Tools tools;
    private final List<Contestant> contestants;
    private final Consumer<String> progress;
    private final Consumer<Outcome> finished;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<Scenario, Scenario> partners = new HashMap<>();

    /** @param finished told of each outcome as soon as it is there */
    public Contest(Tools tools, List<Contestant> contestants, Consumer<String> progress, Consumer<Outcome> finished) {
        this.tools = tools;
        this.contestants = List.copyOf(contestants);
        this.progress = progress;
        this.finished = finished;
    }

    /**
     * Scenarios of one setup share their processes, and so run one after the other; but what is compared with a scenario of
     * another setup runs in turn with that.
     */
    public void run(List<Scenario> scenarios) throws IOException, InterruptedException {
        for (Scenario scenario : scenarios) {
            OwnRatio.partner(scenario.name())
                    .flatMap(name -> scenarios.stream()
                            .filter(other -> other.name().equals(name))
                            .findFirst())
                    .ifPresent(partner -> partners.put(scenario, partner));
        }
        Map<Setup, List<Scenario>> bySetup = scenarios.stream()
                .filter(scenario -> !partners.containsValue(scenario))
                .collect(Collectors.groupingBy(Scenario::setup, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<Setup, List<Scenario>> group : bySetup.entrySet()) {
            try (Arena arena = Arena.open(tools, group.getKey())) {
                runGroup(arena, able(group.getKey(), group.getValue()), group.getValue());
            }
        }
    }

    /** In the order in which they ended. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Who didn't take part in what, and why. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    private List<Contestant> able(Setup setup, List<Scenario> scenarios) {
        List<Contestant> able = new ArrayList<>();
        // What distance costs depends on the routing, and that is the same for all.
        boolean one = setup.distance().roundTrip().isPresent();
        for (Contestant contestant : one ? contestants.subList(0, 1) : contestants) {
            contestant
                    .lacks(setup)
                    .ifPresentOrElse(reason -> leaveOut(contestant, scenarios, reason), () -> able.add(contestant));
        }
        return able;
    }

    private void leaveOut(Contestant contestant, List<Scenario> scenarios, String reason) {
        String names = scenarios.stream().map(Scenario::name).collect(Collectors.joining(", "));
        leftOut.add(contestant.name() + " in " + names + ": " + reason);
        progress.accept("left out: " + contestant.name() + " in " + names + ": " + reason);
    }

    private void runGroup(Arena arena, List<Contestant> able, List<Scenario> scenarios)
            throws IOException, InterruptedException {
        List<Contestant> willing = new ArrayList<>(able);
        for (Scenario scenario : scenarios) {
            if (!scenario.exercise().needsRunning()) {
                runFresh(arena, willing, scenario);
            }
        }
        List<Scenario> loads = scenarios.stream()
                .filter(scenario -> scenario.exercise().needsRunning())
                .toList();
        if (!loads.isEmpty()) {
            runLoads(arena, startAll(arena, willing, loads), loads);
        }
    }

    /** Those that don't start, or route wrongly, are left out. */
    private List<RunningContestant> startAll(Arena arena, List<Contestant> willing, List<Scenario> scenarios)
            throws InterruptedException {
        List<RunningContestant> running = new ArrayList<>();
        for (Contestant contestant : willing) {
            try {
                RunningContestant answering = arena.start(contestant);
                Setup setup = scenarios.get(0).setup();
                List<String> problems = new ArrayList<>();
                if (contestant.isRouter()) {
                    problems.addAll(new RoutingCheck().check(answering.port(), setup));
                }
                if (setup.hasFront()) {
                    problems.addAll(FrontCheck.check(answering.target(), setup));
                }
                if (problems.isEmpty()) {
                    running.add(answering);
                } else {
                    answering.close();
                    leaveOut(contestant, scenarios, "it routes wrongly: " + String.join("; ", problems));
                }
            } catch (IOException e) {
                leaveOut(contestant, scenarios, String.valueOf(e.getMessage()));
            }
        }
        return running;
    }

    /** A scenario in the arena where it runs, with those who take part. */
    private record Bout(Arena arena, List<RunningContestant> running, Scenario scenario, Tally tally) {
        Bout(Arena arena, List<RunningContestant> running, Scenario scenario) {
            this(arena, running, scenario, new Tally(scenario));
        }
    }

    private void runLoads(Arena arena, List<RunningContestant> running, List<Scenario> loads)
            throws IOException, InterruptedException {
        if (running.isEmpty()) {
            return;
        }
        boolean fresh = true;
        for (Scenario scenario : loads) {
            Bout bout = new Bout(arena, running, scenario);
            warmUp(bout, fresh);
            fresh = false;
            Scenario partner = partners.get(scenario);
            if (partner == null) {
                runRounds(List.of(bout));
            } else {
                runBeside(bout, partner);
            }
        }
    }

    private void runBeside(Bout bout, Scenario partner) throws IOException, InterruptedException {
        try (Arena second = Arena.open(tools.beside(), partner.setup())) {
            List<Scenario> alone = List.of(partner);
            Bout other = new Bout(second, startAll(second, able(partner.setup(), alone), alone), partner);
            warmUp(other, true);
            runRounds(List.of(bout, other));
        }
    }

    private void warmUp(Bout bout, boolean fresh) throws IOException, InterruptedException {
        progress.accept(bout.scenario().name() + ": warming up");
        for (RunningContestant contestant : bout.running()) {
            int seconds = warmUpSeconds(contestant.contestant(), bout.arena(), fresh);
            bout.scenario().exercise().warmUp(bout.arena(), contestant, seconds);
        }
    }

    private void runRounds(List<Bout> bouts) throws IOException, InterruptedException {
        for (int number = 1; number <= tools.pace().rounds(); number++) {
            for (Bout bout : bouts) {
                progress.accept(bout.scenario().name() + ": round " + number + " of "
                        + tools.pace().rounds());
                for (RunningContestant contestant : bout.running()) {
                    contestant.emptyLogs();
                    ProcessTree proxy = contestant.process().tree();
                    Watch watch = Watch.start(tools.cores(), proxy, () -> processes(bouts));
                    Exercise.Measurement measured = bout.scenario().exercise().measure(bout.arena(), contestant);
                    bout.tally().add(contestant.name(), number, measured, watch.finish());
                }
            }
        }
        bouts.forEach(bout -> end(bout.tally()));
    }

    private static List<ProcessTree> processes(List<Bout> bouts) {
        return bouts.stream().flatMap(bout -> bout.arena().processes().stream()).toList();
    }

    private int warmUpSeconds(Contestant contestant, Arena arena, boolean fresh) {
        return arena.isFar() ? FAR_WARM_UP_SECONDS : tools.pace().warmUpSeconds(contestant, fresh);
    }

    private void runFresh(Arena arena, List<Contestant> willing, Scenario scenario)
            throws IOException, InterruptedException {
        prepare(arena, willing, scenario);
        Tally tally = new Tally(scenario);
        int rounds = scenario.exercise().rounds(tools.pace());
        for (int number = 1; number <= rounds; number++) {
            progress.accept(scenario.name() + ": round " + number + " of " + rounds);
            int round = number;
            for (Contestant contestant : List.copyOf(willing)) {
                attempt(willing, contestant, scenario, () -> {
                    Watch watch = Watch.start(tools.cores(), ProcessTree.ofThisProcess(), arena::processes);
                    Exercise.Measurement measured = scenario.exercise().measureFresh(arena, contestant);
                    tally.add(contestant.name(), round, measured, watch.finish());
                });
            }
        }
        end(tally);
    }

    /** What is made at the first start ever, such as an archive of classes, is there before one is measured. */
    private void prepare(Arena arena, List<Contestant> willing, Scenario scenario) throws InterruptedException {
        for (Contestant contestant : List.copyOf(willing)) {
            if (contestant.isJvm()) {
                attempt(
                        willing,
                        contestant,
                        scenario,
                        () -> arena.start(contestant).close());
            }
        }
    }

    private interface Trial {
        void run() throws IOException, InterruptedException;
    }

    /** Who fails doesn't take part any more. */
    private void attempt(List<Contestant> willing, Contestant contestant, Scenario scenario, Trial trial)
            throws InterruptedException {
        try {
            trial.run();
        } catch (IOException e) {
            willing.remove(contestant);
            leaveOut(contestant, List.of(scenario), String.valueOf(e.getMessage()));
        }
    }

    private void end(Tally tally) {
        if (!tally.rounds.isEmpty()) {
            Outcome outcome = tally.outcome();
            outcomes.add(outcome);
            finished.accept(outcome);
        }
    }

    /** What is collected while a scenario runs. */
    private static final class Tally {
        private final Scenario scenario;
        private final List<Round> rounds = new ArrayList<>();
        private final Map<String, Histogram> latencies = new LinkedHashMap<>();

        Tally(Scenario scenario) {
            this.scenario = scenario;
        }

        void add(String contestant, int number, Exercise.Measurement measured, Conditions conditions) {
            rounds.add(new Round(contestant, number, measured.figures(), conditions));
            measured.latencies()
                    .ifPresent(histogram -> latencies
                            .computeIfAbsent(contestant, name -> new Histogram(histogram))
                            .add(histogram));
        }

        Outcome outcome() {
            List<Curve> curves = latencies.entrySet().stream()
                    .map(entry -> Curve.of(entry.getKey(), entry.getValue()))
                    .toList();
            return new Outcome(scenario.name(), scenario.title(), scenario.work(), rounds, curves);
        }
    }
}
