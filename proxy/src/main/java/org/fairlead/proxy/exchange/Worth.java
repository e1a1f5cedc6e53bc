package org.fairlead.proxy.exchange;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.loop.HeapWatch;
import org.fairlead.proxy.telemetry.Event;
import org.fairlead.routing.Decision;

/** What is lost with a request that isn't served, from the least on: what comes first here is shed first. */
enum Worth {
    /** A read that another datacenter should have answered. */
    FOR_OTHERS(Event.SHED_FOR_OTHERS),
    /** A read of a client that shows neither cookies nor credentials. */
    ANONYMOUS(Event.SHED_ANONYMOUS),
    READ(Event.SHED_READ),
    WRITE(Event.SHED_WRITE);

    static final int COUNT = values().length;
    private static final byte[] AUTHORIZATION = Ascii.bytes("authorization");

    private final Event shed;

    Worth(Event shed) {
        this.shed = shed;
    }

    static Worth of(Decision.Forward forward, FieldTable fields) {
        if (forward.isWrite()) {
            return WRITE;
        }
        if (forward.hop() != null || forward.movedFrom() != null) {
            return FOR_OTHERS;
        }
        return fields.has(FieldName.COOKIE) || fields.find(AUTHORIZATION, 0) >= 0 ? READ : ANONYMOUS;
    }

    /** How many times as late as it may be an event loop is when such a request is shed. */
    int lateness() {
        return switch (this) {
            case FOR_OTHERS, ANONYMOUS -> 1;
            case READ -> 2;
            case WRITE -> 4;
        };
    }

    /** How tight the heap is when such a request is shed. */
    int tightness() {
        return switch (this) {
            case FOR_OTHERS, ANONYMOUS -> 1;
            case READ -> 2;
            case WRITE -> HeapWatch.FULL;
        };
    }

    /** How it is counted. */
    Event shed() {
        return shed;
    }
}
