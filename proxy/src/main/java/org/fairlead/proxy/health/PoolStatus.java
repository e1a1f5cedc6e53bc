package org.fairlead.proxy.health;

import java.time.Instant;
import org.fairlead.routing.Capacity;
import org.fairlead.routing.Shift;

/**
 * What a pool takes, why and since when. Immutable.
 *
 * @param reason a phrase in lower case
 */
public record PoolStatus(Level level, String reason, Instant since) {
    /** How much that is. */
    public enum Level {
        WHOLE("takes all"),
        /** Fewer of its origins may be used than it needs: reads leave in proportion. */
        SHRUNK("reads leave"),
        GONE("takes nothing");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        static Level of(Capacity.Share share) {
            if (!share.isUsable()) {
                return GONE;
            }
            return share.reads() == Shift.WHOLE ? WHOLE : SHRUNK;
        }

        /** As in logs and status. */
        public String label() {
            return label;
        }
    }
}
