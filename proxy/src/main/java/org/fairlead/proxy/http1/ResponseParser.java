package org.fairlead.proxy.http1;

import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a response, strictly (RFC 9112 §4 to §6). Interim responses are heads of their own: one parse each.
 *
 * <p>The answers of one parse (framing, persistence) hold until the next. One parser may serve all connections of a loop, if
 * each calls {@link #reset()} before a head that isn't the one of the last call.
 */
public final class ResponseParser {
    /** The head's end isn't there yet, and nothing so far is wrong. */
    public static final int INCOMPLETE = FieldSection.INCOMPLETE;
    /** The bytes are no acceptable head, whatever may follow: see {@link #rejection()}. */
    public static final int REJECTED = FieldSection.REJECTED;

    private final int headBytes;
    private final HeadProgress progress;
    private final FieldSection section;
    private final FramingFields fields = new FramingFields();
    private final ConnectionOptions connection = new ConnectionOptions();
    private BodyFraming framing = BodyFraming.NONE;
    private @Nullable Rejection rejection;
    private boolean keepAlive;

    public ResponseParser(HeadLimits limits) {
        headBytes = limits.headBytes();
        progress = new HeadProgress(headBytes);
        section = new FieldSection(limits.fieldCount(), FieldSection.SpaceBeforeColon.STRIP);
    }

    /** Forgets how far an incomplete head was searched; needless after a parse that ended otherwise. */
    public void reset() {
        progress.reset();
    }

    /**
     * Reads the head that starts at {@code bytes[from]} and fills {@code head} with offsets into {@code bytes}; after
     * {@link #INCOMPLETE} it wants the same bytes again with more behind them (at any {@code from}, in any array).
     *
     * <p>What isn't the start of {@code HTTP/1.} is refused with its first wrong byte: there is no HTTP/0.9.
     *
     * @param requestMethod that of the request answered: a response to HEAD has no body
     * @return the offset behind the head, or {@link #INCOMPLETE}, or {@link #REJECTED}; {@code head} is in no usable
     *     state after the latter two
     */
    public int parse(byte[] bytes, int from, int to, ResponseHead head, Method requestMethod) {
        rejection = null;
        if (progress.isUnchanged(bytes, from, to)) {
            return INCOMPLETE;
        }
        int limit = Math.min(to, from + headBytes);
        if (!StatusLine.mayStart(bytes, from, limit)) {
            return reject(Rejection.MALFORMED_STATUS_LINE);
        }
        int end = Octets.firstControl(bytes, from, limit);
        if (end == limit || (bytes[end] == '\r' && end + 1 == limit)) {
            return unfinished(bytes, from, to);
        }
        if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
            return reject(FieldSection.fault(bytes[end]));
        }
        head.reset(bytes);
        Rejection fault = StatusLine.parse(bytes, from, end, head);
        return fault != null ? reject(fault) : fields(bytes, from, end + 2, to, head, requestMethod);
    }

    private int fields(byte[] bytes, int from, int start, int to, ResponseHead head, Method requestMethod) {
        int end = section.parse(bytes, start, Math.min(to, from + headBytes), head.fields());
        if (end == INCOMPLETE) {
            return unfinished(bytes, from, to);
        }
        Rejection fault = end == REJECTED ? section.rejection() : meaning(head, requestMethod);
        if (fault != null) {
            return reject(fault);
        }
        progress.reset();
        return end;
    }

    private int unfinished(byte[] bytes, int from, int to) {
        if (to - from >= headBytes) {
            return reject(Rejection.HEAD_TOO_LARGE);
        }
        progress.incomplete(bytes, from, to);
        return INCOMPLETE;
    }

    /** The framing fields are checked even where they frame nothing: they are passed on in answers to HEAD. */
    private @Nullable Rejection meaning(ResponseHead head, Method requestMethod) {
        Rejection fault = fields.read(head.fields(), head.minorVersion());
        if (fault != null) {
            return fault;
        }
        if (!connection.read(head.fields())) {
            return Rejection.TOO_MANY_CONNECTION_OPTIONS;
        }
        framing = framing(head.status(), requestMethod);
        keepAlive = framing.kind() != BodyFraming.Kind.UNTIL_CLOSE && connection.persists(head.minorVersion());
        return null;
    }

    private BodyFraming framing(int status, Method requestMethod) {
        if (requestMethod == Method.HEAD || status < 200 || status == 204 || status == 304) {
            return BodyFraming.NONE;
        }
        return fields.framing().kind() == BodyFraming.Kind.NONE ? BodyFraming.UNTIL_CLOSE : fields.framing();
    }

    private int reject(Rejection rejection) {
        this.rejection = rejection;
        progress.reset();
        return REJECTED;
    }

    /**
     * Why the last parse was {@link #REJECTED}.
     *
     * @throws IllegalStateException where it wasn't
     */
    public Rejection rejection() {
        if (rejection == null) {
            throw new IllegalStateException("nothing was rejected");
        }
        return rejection;
    }

    /** Where the response's body ends; {@link BodyFraming#NONE} for 1xx, 204, 304 and any answer to HEAD. */
    public BodyFraming framing() {
        return framing;
    }

    /** Whether the origin will take another request on this connection once the response is complete. */
    public boolean keepAlive() {
        return keepAlive;
    }
}
