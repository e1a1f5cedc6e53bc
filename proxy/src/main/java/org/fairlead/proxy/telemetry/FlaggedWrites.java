package org.fairlead.proxy.telemetry;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.fairlead.routing.WritesOnSafe.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes on requests treated as reads, counted by route: the list of what an application has to mend. For any thread.
 *
 * <p>Rare by nature, so that text is made for each.
 */
final class FlaggedWrites {
    /** Routes counted by name; further ones are counted together. */
    static final int MOST_ROUTES = 200;

    private static final int LONGEST_ROUTE = 120;
    private static final Logger LOG = LoggerFactory.getLogger(FlaggedWrites.class);

    /** The labels of one counter. */
    record Key(String service, String route, String mode, String finding) {}

    /** One counter. */
    record Count(Key key, LongAdder adder) {}

    private final ConcurrentMap<String, Boolean> routes = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, Count> counts = new ConcurrentHashMap<>();

    void count(String service, String route, Mode mode, Finding finding) {
        Key key = new Key(service, bounded(route), label(mode), label(finding));
        Count known = counts.get(key);
        if (known == null) {
            known = counts.computeIfAbsent(key, this::first);
        }
        known.adder().increment();
    }

    private Count first(Key key) {
        LOG.warn(
                "service {}: {} is treated as a read, and its answer says that it wrote ({}; mode {}; said once)",
                key.service(),
                key.route(),
                key.finding(),
                key.mode());
        return new Count(key, new LongAdder());
    }

    private String bounded(String route) {
        String cut = route.length() <= LONGEST_ROUTE ? route : route.substring(0, LONGEST_ROUTE) + "…";
        if (routes.containsKey(cut)) {
            return cut;
        }
        if (routes.size() >= MOST_ROUTES) {
            return SeriesBook.OTHER;
        }
        routes.put(cut, true);
        return cut;
    }

    Collection<Count> counts() {
        return counts.values();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }
}
