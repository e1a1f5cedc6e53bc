package org.fairlead.routing;

/** What a request is taken for after the rules had their say. */
public enum TreatedAs {
    READ,
    WRITE;

    public String label() {
        return this == READ ? "read" : "write";
    }
}
