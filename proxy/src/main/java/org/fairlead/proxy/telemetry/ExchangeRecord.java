package org.fairlead.proxy.telemetry;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.Reason;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.TreatedAs;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of one exchange while it lasts: numbers and references, no text but a copy of the request line.
 *
 * <p>Made by {@link LoopTelemetry#newRecord()}, confined to that event loop, and reused: {@link #begin} forgets what was
 * noted before. Whatever isn't called stays unknown, and is left out of the log.
 */
public final class ExchangeRecord {
    /** The milestones of an exchange; those of its last attempt count. */
    public enum Phase {
        HEAD_RECEIVED,
        /** An upstream connection is ours, fresh or from the pool. */
        UPSTREAM_ACQUIRED,
        REQUEST_SENT,
        RESPONSE_HEAD,
        END
    }

    static final long NEVER = -1;
    private static final int PHASES = Phase.values().length;

    private final RequestSnippet snippet;
    private final long[] elapsedNanos = new long[PHASES];
    private long beganMillis;
    private long beganNanos;
    private @Nullable ClientAddress client;
    private @Nullable Service service;
    private @Nullable Datacenter datacenter;
    private @Nullable Datacenter movedFrom;
    private @Nullable Reason reason;
    private @Nullable Rule rule;
    private @Nullable TreatedAs treatedAs;
    private @Nullable String origin;
    private @Nullable Spoken spoken;
    private byte @Nullable [] trace;
    private byte @Nullable [] parentSpan;
    private @Nullable String failure;
    private @Nullable String tlsVersion;
    private @Nullable String tlsCipher;
    private Finding finding = Finding.NOTHING;
    private boolean abortedByClient;
    private final AttemptNotes attempts = new AttemptNotes();
    private int status;
    private long bytesIn;
    private long bytesOut;

    ExchangeRecord(boolean isLogged) {
        this(() -> isLogged);
    }

    /** @param isLogged whether somebody will read of the exchange that begins */
    ExchangeRecord(BooleanSupplier isLogged) {
        snippet = new RequestSnippet(isLogged);
    }

    /** Forgets the exchange before; {@code nanos} is from the source that all later calls use. */
    public void begin(long wallMillis, long nanos) {
        beganMillis = wallMillis;
        beganNanos = nanos;
        Arrays.fill(elapsedNanos, NEVER);
        snippet.clear();
        client = null;
        trace = null;
        parentSpan = null;
        origin = null;
        spoken = null;
        failure = null;
        tlsVersion = null;
        tlsCipher = null;
        finding = Finding.NOTHING;
        abortedByClient = false;
        attempts.clear();
        status = 0;
        bytesIn = 0;
        bytesOut = 0;
        forgetDecision();
    }

    private void forgetDecision() {
        service = null;
        datacenter = null;
        movedFrom = null;
        reason = null;
        rule = null;
        treatedAs = null;
    }

    public void client(ClientAddress client) {
        this.client = client;
    }

    /** What the client's connection speaks, such as TLSv1.3; Strings that live as long as the connection. */
    public void tls(String version, String cipher) {
        tlsVersion = version;
        tlsCipher = cipher;
    }

    /**
     * Which trace and which span of it the exchange is.
     *
     * @param traceparent as it goes upstream (W3C Trace Context §3.2); borrowed until the exchange has ended
     * @param parent the span that ours continues, 16 digits, the first of which is 0 bytes where there is none; borrowed likewise
     */
    public void trace(byte[] traceparent, byte[] parent) {
        trace = traceparent;
        parentSpan = parent;
    }

    /** Copies {@code bytes[start, end)}, at most 128 of them. */
    public void requestId(byte[] bytes, int start, int end) {
        snippet.requestId(bytes, start, end);
    }

    /** Copies what the log says of the request; to be called while the head is valid, once. */
    public void describe(RequestHead head) {
        snippet.describe(head);
    }

    /** Notes what was decided; a decision made afresh replaces the one before. */
    public void decided(Decision decision) {
        forgetDecision();
        service = decision.service();
        reason = decision.reason();
        rule = decision.rule();
        if (decision instanceof Decision.Forward forward) {
            datacenter = forward.datacenter();
            movedFrom = forward.movedFrom();
            treatedAs = forward.treatedAs();
        }
    }

    /**
     * One more attempt, at that origin or peer.
     *
     * @param origin its name as configured, a String that lives as long as its pool
     * @param nanos when; needed only where {@link #isSampled()}
     * @return which it is, from 0
     */
    public int attempt(String origin, long nanos) {
        this.origin = origin;
        spoken = null;
        return attempts.began(origin, nanos - beganNanos);
    }

    /**
     * What became of an attempt, where it isn't the one that is answered with.
     *
     * @param number as {@link #attempt} gave it
     * @param outcome a label
     */
    public void attemptEnded(int number, String outcome, long nanos) {
        attempts.ended(number, outcome, nanos - beganNanos);
    }

    /** The attempt that is answered with, where another was made beside it. */
    public void answeredBy(int number) {
        if (number < attempts.told()) {
            origin = attempts.origin(number);
            spoken = attempts.spoken(number);
        }
    }

    /** An attempt has its connection. */
    public void spoke(int number, Spoken protocol) {
        spoken = protocol;
        attempts.spoke(number, protocol);
    }

    /** What the last attempt was made in, or the one that is answered with; null where none had a connection. */
    public @Nullable Spoken spoken() {
        return spoken;
    }

    public void reached(Phase phase, long nanos) {
        elapsedNanos[phase.ordinal()] = nanos - beganNanos;
    }

    /** The final status as the client sees it. */
    public void status(int status) {
        this.status = status;
    }

    /** Body bytes from the client. */
    public void received(long bytes) {
        bytesIn += bytes;
    }

    /** Body bytes to the client. */
    public void sent(long bytes) {
        bytesOut += bytes;
    }

    /** The client got nothing of the answer that had begun. */
    public void nothingSent() {
        bytesOut = 0;
    }

    /** What the application said of writing, on a request treated as a read. */
    public void flagged(Finding finding) {
        this.finding = finding;
    }

    /** Whether the application said something of writing. */
    public boolean isFlagged() {
        return finding != Finding.NOTHING;
    }

    /** Why it failed: a label from the relay's closed list of failures, such as {@code connect-timeout}. */
    public void failed(String label) {
        failure = label;
    }

    /** The client went away before its response was complete. */
    public void abortedByClient() {
        abortedByClient = true;
    }

    RequestSnippet snippet() {
        return snippet;
    }

    long beganMillis() {
        return beganMillis;
    }

    /** Since {@link #begin}, or {@link #NEVER}. */
    long elapsedNanos(Phase phase) {
        return elapsedNanos[phase.ordinal()];
    }

    @Nullable
    ClientAddress client() {
        return client;
    }

    /** A {@code traceparent}, or null. */
    byte @Nullable [] trace() {
        return trace;
    }

    /** The span that ours continues, in digits. */
    Optional<String> parentSpan() {
        return parentSpan == null || parentSpan[0] == 0
                ? Optional.empty()
                : Optional.of(Traceparent.text(parentSpan, 0, parentSpan.length));
    }

    /** Whether somebody keeps the trace, as far as we are told. */
    public boolean isSampled() {
        return trace != null && (trace[Traceparent.FLAGS_END - 1] & 1) != 0;
    }

    @Nullable
    Service service() {
        return service;
    }

    @Nullable
    String serviceName() {
        return service == null ? null : service.name();
    }

    @Nullable
    Datacenter datacenter() {
        return datacenter;
    }

    @Nullable
    String datacenterName() {
        return datacenter == null ? null : datacenter.name();
    }

    @Nullable
    String movedFromName() {
        return movedFrom == null ? null : movedFrom.name();
    }

    @Nullable
    Reason reason() {
        return reason;
    }

    @Nullable
    String ruleName() {
        return rule == null ? null : rule.name();
    }

    @Nullable
    TreatedAs treatedAs() {
        return treatedAs;
    }

    @Nullable
    String origin() {
        return origin;
    }

    @Nullable
    String failure() {
        return failure;
    }

    @Nullable
    String tlsVersion() {
        return tlsVersion;
    }

    @Nullable
    String tlsCipher() {
        return tlsCipher;
    }

    Finding finding() {
        return finding;
    }

    boolean isAbortedByClient() {
        return abortedByClient;
    }

    AttemptNotes attempts() {
        return attempts;
    }

    int status() {
        return status;
    }

    long bytesIn() {
        return bytesIn;
    }

    long bytesOut() {
        return bytesOut;
    }
}
