package org.fairlead.proxy.exchange;

/** Who waits for a place at a pool. Called on its event loop, once, where it hasn't left the queue before. */
interface Turn {
    /** It has a place now. */
    void came();

    /** Another one is worth more. */
    void shed();
}
