package org.fairlead.proxy.health;

import java.time.Instant;
import org.fairlead.routing.DatacenterState;

/**
 * What a datacenter takes, seen from here, why and since when. Immutable.
 *
 * @param reason a phrase in lower case; what else speaks against it follows after a semicolon
 */
public record DatacenterStatus(Level level, String reason, Instant since) {
    /** How much that is; of several that hold, the last counts. */
    public enum Level {
        WHOLE("takes all"),
        /** One of its pools, or what there is of its peers, can't take all reads. */
        SHRUNK("reads leave"),
        READ_ONLY("read-only"),
        DRAINED("drained"),
        DRAINED_READ_ONLY("drained-read-only"),
        /** One of its pools takes nothing, another does. */
        PARTLY_GONE("takes part"),
        GONE("takes nothing"),
        /** Its state is set so. */
        DOWN("down");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        static Level of(DatacenterState set) {
            return switch (set) {
                case ACTIVE -> WHOLE;
                case READ_ONLY -> READ_ONLY;
                case DRAINED -> DRAINED;
                case DRAINED_READ_ONLY -> DRAINED_READ_ONLY;
                case DOWN -> DOWN;
            };
        }

        Level and(Level other) {
            return compareTo(other) < 0 ? other : this;
        }

        /** As in logs, status and metrics. */
        public String label() {
            return label;
        }
    }
}
