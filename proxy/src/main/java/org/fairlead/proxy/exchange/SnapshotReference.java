package org.fairlead.proxy.exchange;

/** What the process serves from now: swapped whole by a reload, taken once by each exchange. For any thread. */
public final class SnapshotReference {
    private volatile Serving current;

    public SnapshotReference(Serving first) {
        current = first;
    }

    public Serving get() {
        return current;
    }

    public void set(Serving next) {
        current = next;
    }
}
