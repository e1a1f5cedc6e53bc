package org.fairlead.proxy.tls;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.fairlead.config.Configuration;
import org.fairlead.config.Delivery;
import org.fairlead.config.Patience;
import org.fairlead.config.UpstreamTls;

/**
 * Settings for upstreams that the configuration has no more, for as long as requests that were decided by an older one may still
 * connect by them. Confined to {@link TlsFiles}.
 */
final class LeavingSettings {
    /** However often the configuration changes, that many stay at most. */
    static final int MOST = 64;

    /** By when they go; those that left first come first. */
    private final Map<UpstreamTls, Long> ends = new LinkedHashMap<>();

    private final LongSupplier nanos;

    LeavingSettings(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param unneeded by {@code now}, which has taken the place of {@code before} */
    void add(Collection<UpstreamTls> unneeded, Configuration before, Configuration now) {
        long end = nanos.getAsLong() + longestUse(before, now).toNanos();
        unneeded.forEach(settings -> ends.putIfAbsent(settings, end));
    }

    /** They are needed again. */
    void remove(Set<UpstreamTls> needed) {
        ends.keySet().removeAll(needed);
    }

    boolean has(UpstreamTls settings) {
        return ends.containsKey(settings);
    }

    /** Those whose time has come, and the first ones of too many, are told to {@code gone}. */
    void letGo(Consumer<UpstreamTls> gone) {
        long now = nanos.getAsLong();
        Iterator<Map.Entry<UpstreamTls, Long>> entries = ends.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<UpstreamTls, Long> entry = entries.next();
            if (ends.size() > MOST || now - entry.getValue() >= 0) {
                entries.remove();
                gone.accept(entry.getKey());
            }
        }
    }

    /**
     * As long as a request may stay where nothing new goes, and then be tried elsewhere, as often as it may.
     *
     * @param before by which it was decided
     */
    private static Duration longestUse(Configuration before, Configuration now) {
        Duration stay = longer(before.relay().drainGrace(), now.relay().drainGrace());
        Duration attempt = Stream.concat(
                        Stream.of(before.relay().deliveries().usual()),
                        before.relay().deliveries().byService().values().stream())
                .map(Delivery::patience)
                .map(LeavingSettings::attempt)
                .reduce(Duration.ZERO, LeavingSettings::longer);
        return stay.plus(attempt.multipliedBy(before.relay().limits().attempts()));
    }

    private static Duration attempt(Patience patience) {
        return patience.connect().plus(patience.responseHead()).plus(patience.responseBody());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
