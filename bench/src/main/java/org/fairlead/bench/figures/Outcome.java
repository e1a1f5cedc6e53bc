package org.fairlead.bench.figures;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.fairlead.bench.machine.Conditions;

/**
 * Everything measured in one scenario.
 *
 * @param name the scenario's
 * @param work what was done, in words
 * @param rounds in the order in which they ran
 */
public record Outcome(String name, String title, String work, List<Round> rounds, List<Curve> curves) {
    public Outcome {
        rounds = List.copyOf(rounds);
        curves = List.copyOf(curves);
    }

    /** In the order of their first rounds. */
    public List<String> contestants() {
        return rounds.stream().map(Round::contestant).distinct().toList();
    }

    public Set<Measure> measures() {
        Set<Measure> measures = EnumSet.noneOf(Measure.class);
        rounds.forEach(round -> measures.addAll(round.figures().keySet()));
        return measures;
    }

    public Optional<Spread> spread(String contestant, Measure measure) {
        List<Double> values = new ArrayList<>(valuesByRound(contestant, measure).values());
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /**
     * The median of the ratios within each round. What slows a machine for a while slows the contestants of one round
     * alike, so this moves less than the ratio of the medians.
     */
    public Optional<Double> ratio(String contestant, String reference, Measure measure) {
        return ratio(valuesByRound(contestant, measure), valuesByRound(reference, measure));
    }

    /** The same, of one contestant to itself in another outcome, whose rounds were run in turn with these. */
    Optional<Double> ratio(String contestant, Outcome reference, Measure measure) {
        return ratio(valuesByRound(contestant, measure), reference.valuesByRound(contestant, measure));
    }

    private static Optional<Double> ratio(Map<Integer, Double> dividends, Map<Integer, Double> divisors) {
        List<Double> ratios = dividends.entrySet().stream()
                .filter(entry -> divisors.getOrDefault(entry.getKey(), 0.0) > 0)
                .map(entry -> entry.getValue() / divisors.getOrDefault(entry.getKey(), 1.0))
                .toList();
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.median(ratios));
    }

    private Map<Integer, Double> valuesByRound(String contestant, Measure measure) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        Set<Integer> counted = countedRounds();
        rounds.stream()
                .filter(round -> round.contestant().equals(contestant) && counted.contains(round.number()))
                .forEach(round -> round.figure(measure).ifPresent(value -> values.put(round.number(), value)));
        return values;
    }

    /** The rounds in which the machine was quiet for every contestant, if these are at least half; otherwise all. */
    Set<Integer> countedRounds() {
        Set<Integer> all = numbers(rounds);
        Set<Integer> quiet = new LinkedHashSet<>(all);
        quiet.removeAll(numbers(
                rounds.stream().filter(round -> !round.conditions().isQuiet()).toList()));
        return quiet.size() * 2 >= all.size() && !quiet.isEmpty() ? quiet : all;
    }

    /** How many of the rounds could be trusted, as a share. */
    public double quietShare() {
        return (double) rounds.stream()
                        .filter(round -> round.conditions().isQuiet())
                        .count()
                / Math.max(1, rounds.size());
    }

    private static Set<Integer> numbers(List<Round> rounds) {
        return rounds.stream().map(Round::number).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What makes some of the figures doubtful, in sentences. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        disturbance().ifPresent(warnings::add);
        generator().ifPresent(warnings::add);
        return warnings;
    }

    private Optional<String> disturbance() {
        double steal = most(Conditions::steal);
        double others = most(Conditions::others);
        int all = numbers(rounds).size();
        long disturbed = rounds.stream()
                .filter(round -> !round.conditions().isQuiet())
                .map(Round::number)
                .distinct()
                .count();
        String counted = countedRounds().size() == all ? "all rounds count" : "only the quiet ones count";
        return disturbed == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the machine was disturbed in %d of %d rounds (other processes used up to %.0f %% of a core, the hypervisor took up to %.0f %% of the time); %s",
                        disturbed,
                        all,
                        others * 100,
                        steal * 100,
                        counted));
    }

    private double most(ToDoubleFunction<Conditions> share) {
        return rounds.stream().map(Round::conditions).mapToDouble(share).max().orElse(0);
    }

    private Optional<String> generator() {
        String bound = contestants().stream()
                .filter(contestant -> 2 * boundRounds(contestant) > roundsOf(contestant))
                .collect(Collectors.joining(", "));
        return bound.isEmpty()
                ? Optional.empty()
                : Optional.of("generator and origins were the bottleneck for " + bound
                        + ": these could do more requests/s (their CPU time is hardly affected)");
    }

    private long boundRounds(String contestant) {
        return rounds.stream()
                .filter(round -> round.contestant().equals(contestant)
                        && round.figure(Measure.REQUESTS_PER_SECOND).isPresent()
                        && round.conditions().isGeneratorBound())
                .count();
    }

    private long roundsOf(String contestant) {
        return rounds.stream()
                .filter(round -> round.contestant().equals(contestant))
                .count();
    }
}
