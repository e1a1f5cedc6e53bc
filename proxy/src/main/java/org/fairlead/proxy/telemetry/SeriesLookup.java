package org.fairlead.proxy.telemetry;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Service;
import org.fairlead.routing.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Finds an event loop's series by the objects of the snapshot that decided, without a String. Confined to that loop.
 *
 * <p>A reload brings new objects of the same names: these are found by name once.
 */
final class SeriesLookup {
    private static final String NONE = "none";
    /** Service objects remembered; reached only after many reloads. */
    private static final int MOST_SERVICES = 4096;

    /** The series of one service, by {@link Datacenter#index()} + 1; 0 is for no datacenter. */
    private static final class Row {
        final @Nullable Series[] series = new @Nullable Series[Topology.MOST_DATACENTERS + 1];
        final @Nullable Datacenter[] datacenters = new @Nullable Datacenter[Topology.MOST_DATACENTERS + 1];
    }

    private final SeriesBook book;
    private final IdentityHashMap<Service, Row> rows = new IdentityHashMap<>();
    private final Map<SeriesGroup, Series> own = new HashMap<>();
    private final Row unserved = new Row();

    SeriesLookup(SeriesBook book) {
        this.book = book;
    }

    @SuppressWarnings(
            "ReferenceEquality") // other objects of the same names are learned, so that this stays one comparison
    Series find(@Nullable Service service, @Nullable Datacenter datacenter) {
        Row row = row(service);
        int index = datacenter == null ? 0 : datacenter.index() + 1;
        Series found = row.series[index];
        if (found != null && row.datacenters[index] == datacenter) {
            return found;
        }
        return learn(row, index, service, datacenter);
    }

    private Row row(@Nullable Service service) {
        if (service == null) {
            return unserved;
        }
        Row row = rows.get(service);
        if (row == null) {
            if (rows.size() >= MOST_SERVICES) {
                rows.clear();
            }
            row = new Row();
            rows.put(service, row);
        }
        return row;
    }

    private Series learn(Row row, int index, @Nullable Service service, @Nullable Datacenter datacenter) {
        SeriesGroup group =
                book.group(service == null ? NONE : service.name(), datacenter == null ? NONE : datacenter.name());
        Series series = own.computeIfAbsent(group, SeriesGroup::newPart);
        row.series[index] = series;
        row.datacenters[index] = datacenter;
        return series;
    }
}
