package org.fairlead.proxy.exchange;

import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HeadWriter;
import org.jspecify.annotations.Nullable;

/** What one answer gets from us, and how it goes to the client. Confined to an event loop; reused from answer to answer. */
final class Additions {
    private static final byte[] SET_COOKIE = HeadWriter.name("Set-Cookie");
    private static final byte[] HOP = HeadWriter.name("Fairlead-Hop");

    /** Whether fields of the contract are taken out; otherwise they are for the peer that asked. */
    boolean facesClient = true;

    /** How the body goes to the client. */
    BodyFraming framing = BodyFraming.NONE;

    int clientMinorVersion = 1;
    boolean keepAlive;
    /** A {@code Set-Cookie} value. */
    @Nullable
    String pinCookie;
    /** The signed answer to a peer whose request wasn't processed. */
    @Nullable
    String hopAnswer;
    /** What to tell of the decision, where the client may know; with the name of the field. */
    @Nullable
    String decision;

    byte[] decisionName = {};

    /** Tells browsers to keep to https; the connection's, so that it outlives {@link #clear}. */
    byte @Nullable [] hstsLine;

    void clear() {
        facesClient = true;
        framing = BodyFraming.NONE;
        clientMinorVersion = 1;
        keepAlive = false;
        pinCookie = null;
        hopAnswer = null;
        decision = null;
    }

    /**
     * Adds the fields that are ours to the head that {@code writer} is writing.
     *
     * @param hasHsts whether the origin has said it already
     */
    void write(HeadWriter writer, boolean hasHsts) {
        if (hstsLine != null && !hasHsts) {
            writer.line(hstsLine);
        }
        if (pinCookie != null) {
            writer.field(SET_COOKIE, pinCookie);
        }
        if (hopAnswer != null) {
            writer.field(HOP, hopAnswer);
        }
        if (decision != null) {
            writer.field(decisionName, decision);
        }
    }
}
