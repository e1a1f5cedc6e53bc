package org.fairlead.proxy.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The entries of the guestbook as they were at every moment of the last minutes, so that a replica can see them late. For
 * any thread.
 */
final class Guestbook {
    /** One entry. */
    record Entry(int id, String author, String text, int votes) {
        Entry votedFor() {
            return new Entry(id, author, text, votes + 1);
        }
    }

    static final Duration LONGEST_LAG = Duration.ofMinutes(5);
    static final int MOST_ENTRIES = 100;

    private final LongSupplier nanos;
    private final NavigableMap<Long, List<Entry>> versions = new TreeMap<>();
    private int lastId;
    private Duration lag;

    /** @param nanos a source of nanoseconds, such as {@link System#nanoTime} */
    Guestbook(LongSupplier nanos, Duration lag) {
        this.nanos = nanos;
        this.lag = lag;
        versions.put(Long.MIN_VALUE, List.of(new Entry(++lastId, "Fairlead", "Welcome. Sign the book!", 0)));
    }

    /** All entries, the newest first, as the primary has them. */
    synchronized List<Entry> now() {
        return versions.lastEntry().getValue();
    }

    /** As a replica has them, behind by the lag. */
    synchronized List<Entry> lagging() {
        return versions.floorEntry(nanos.getAsLong() - lag.toNanos()).getValue();
    }

    synchronized Duration lag() {
        return lag;
    }

    synchronized void lag(Duration lag) {
        this.lag = lag.compareTo(LONGEST_LAG) > 0 ? LONGEST_LAG : lag;
    }

    /** The oldest entry goes where there are {@link #MOST_ENTRIES}. */
    synchronized void add(String author, String text) {
        List<Entry> entries = new ArrayList<>(now());
        entries.add(0, new Entry(++lastId, author, text, 0));
        commit(entries.subList(0, Math.min(entries.size(), MOST_ENTRIES)));
    }

    synchronized void delete(int id) {
        commit(now().stream().filter(entry -> entry.id() != id).toList());
    }

    synchronized void vote(int id) {
        UnaryOperator<Entry> vote = entry -> entry.id() == id ? entry.votedFor() : entry;
        commit(now().stream().map(vote).toList());
    }

    private void commit(List<Entry> entries) {
        long at = nanos.getAsLong();
        versions.put(at, List.copyOf(entries));
        Long oldestNeeded = versions.floorKey(at - LONGEST_LAG.toNanos());
        versions.headMap(oldestNeeded, false).clear();
    }
}
