package org.fairlead.proxy.loop;

/** How far a process is on its way out. It only goes forward. */
public enum Stage {
    SERVING,
    /** It serves as ever, but says that it isn't ready. */
    LEAVING,
    /** Nothing new is accepted, and each answer is the last one of its connection. */
    CLOSING,
    /** The same in a hurry: connections without a request are closed at once. */
    HURRYING;

    /** Whether it takes traffic, for those who ask. */
    public boolean isReady() {
        return this == SERVING;
    }

    /** Whether connections may stay for another request. */
    public boolean keepsConnections() {
        return compareTo(CLOSING) < 0;
    }
}
