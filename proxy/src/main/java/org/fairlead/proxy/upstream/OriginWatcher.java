package org.fairlead.proxy.upstream;

import org.fairlead.proxy.health.OriginStatus;

/** Who is told, on its event loop, of origins that this loop has connections to. */
public interface OriginWatcher {
    /** Wants to know nothing. */
    OriginWatcher NOBODY = new OriginWatcher() {
        @Override
        public void originDown(OriginConnections origin, OriginStatus why) {}

        @Override
        public void originUp(OriginConnections origin) {}
    };

    /** It was ejected or marked down: requests that wait for its answer wait for the dead. Not called for one that is drained. */
    void originDown(OriginConnections origin, OriginStatus why);

    /** It may be used. */
    void originUp(OriginConnections origin);
}
