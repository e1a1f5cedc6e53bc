package org.fairlead.routing;

import java.util.Locale;

/** Why a request went where it went, or nowhere: a closed list, as it stands in the access log, in metrics and in headers. */
public enum Reason {
    // Placed.
    WRITE("it is treated as a write"),
    RULE("a rule says so"),
    PIN("the client wrote a moment ago"),
    READS_PRIMARY("reads of this service go to the primary"),
    SESSION("the client has a session"),
    OVERRIDE("an operator sends reads to the primary"),
    SHIFT("the client's bucket is in the share that is shifted"),
    LOCAL("reads of this service are answered locally"),
    HOP("a peer sent it here"),
    UPGRADE("an upgrade goes where the service says"),

    // Answered here.
    RULE_RESPONSE("a rule answers it"),
    MAX_FORWARDS("Max-Forwards is used up"),

    // Refused by the decision.
    METHOD_NOT_ALLOWED("this method isn't forwarded"),
    NO_SERVICE("no service has this host"),
    MISDIRECTED("this connection isn't authoritative for the host"),
    LOOP("it has been in this datacenter before"),
    SECOND_CROSSING("it crossed between datacenters once already"),
    NO_PRIMARY("there is no primary now"),
    READ_ONLY("the primary is read-only now"),
    PRIMARY_DOWN("the primary is down"),
    PIN_UNAVAILABLE("the client's own write can only be seen at the primary, which takes no reads now"),
    NO_DATACENTER("no datacenter can answer it now"),
    HOP_REQUIRED("this listener is for peers, and no valid hop came with the request"),
    HOP_MISDIRECTED("the hop names another datacenter"),
    HOP_STALE("sender and receiver disagree on the primary or its epoch"),
    HOP_WRITE("the sender took it for a read, the receiver takes it for a write"),
    HOP_UNAVAILABLE("this datacenter takes no such request now");

    private final String sentence;
    private final String label;

    Reason(String sentence) {
        this.sentence = sentence;
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As in logs, metrics and headers. */
    public String label() {
        return label;
    }

    /** Completes "because …". */
    public String sentence() {
        return sentence;
    }
}
