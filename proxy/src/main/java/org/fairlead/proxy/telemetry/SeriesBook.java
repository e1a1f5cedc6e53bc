package org.fairlead.proxy.telemetry;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All groups of series of this process, at most a bounded number. For any thread. */
final class SeriesBook {
    /** Past this many pairs of a service and a datacenter, further ones are counted together. */
    static final int LIMIT = 1000;

    static final String OTHER = "(other)";

    private final ConcurrentMap<SeriesGroup.Key, SeriesGroup> groups = new ConcurrentHashMap<>();

    SeriesGroup group(String service, String datacenter) {
        SeriesGroup.Key key = new SeriesGroup.Key(service, datacenter);
        SeriesGroup known = groups.get(key);
        if (known != null) {
            return known;
        }
        SeriesGroup.Key bounded = groups.size() < LIMIT ? key : new SeriesGroup.Key(OTHER, OTHER);
        return groups.computeIfAbsent(bounded, SeriesGroup::new);
    }

    Collection<SeriesGroup> groups() {
        return groups.values();
    }
}
