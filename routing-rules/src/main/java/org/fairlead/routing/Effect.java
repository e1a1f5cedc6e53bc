package org.fairlead.routing;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a rule does to the requests that it fires for; a rule may have several. */
public sealed interface Effect {
    /** Classifies. To write it fires from maybe, to read only on yes. */
    record TreatAs(TreatedAs treatedAs) implements Effect {}

    /** Places at the primary; fires from maybe. */
    record SendToPrimary() implements Effect {}

    /** Places at the local datacenter; only on yes, and only reads. */
    record SendToLocal() implements Effect {}

    /** Places at a named datacenter; only on yes, and only reads. */
    record SendTo(Datacenter datacenter) implements Effect {}

    /** Answers by itself; fires from maybe, for reads and writes. */
    record Respond(int status, Map<String, List<String>> headers, String body) implements Effect {
        public Respond {
            Map<String, List<String>> copy = new LinkedHashMap<>();
            headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
            headers = Collections.unmodifiableMap(copy);
        }
    }

    /** Reads that match don't follow a pin; only on yes. */
    record IgnorePin() implements Effect {}

    /** How long the pin of a write that matches is; zero: none. Only on yes. */
    record Pin(Duration length) implements Effect {}
}
