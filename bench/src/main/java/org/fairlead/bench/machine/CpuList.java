package org.fairlead.bench.machine;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A set of cores, written as the kernel and taskset write it: {@code 0-2,5}. */
public record CpuList(List<Integer> cores) {
    public CpuList {
        cores = List.copyOf(new TreeSet<>(cores));
    }

    /** Throws IllegalArgumentException on what isn't a list of cores. */
    public static CpuList parse(String text) {
        NavigableSet<Integer> cores = new TreeSet<>();
        for (String range : text.strip().split(",", -1)) {
            String[] ends = range.strip().split("-", 2);
            try {
                int first = Integer.parseInt(ends[0]);
                int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
                IntStream.rangeClosed(first, last).forEach(cores::add);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("cores: \"" + text + "\" (expected: a list such as 0-2,5)", e);
            }
        }
        return new CpuList(List.copyOf(cores));
    }

    public CpuList without(CpuList others) {
        return new CpuList(
                cores.stream().filter(core -> !others.cores.contains(core)).collect(Collectors.toList()));
    }

    public boolean isEmpty() {
        return cores.isEmpty();
    }

    public int size() {
        return cores.size();
    }

    @Override
    public String toString() {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
