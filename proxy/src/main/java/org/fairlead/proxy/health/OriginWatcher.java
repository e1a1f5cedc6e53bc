package org.fairlead.proxy.health;

/** Who wants to know of origins that come and go; told in a task of its own executor. */
@FunctionalInterface
public interface OriginWatcher {
    /**
     * The origin turned from one state to another; what is published of it is as new or newer.
     *
     * @param before what it was
     * @param now what it is, why and since when
     */
    void changed(OriginHealth origin, OriginState before, OriginStatus now);
}
