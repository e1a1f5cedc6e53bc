package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a request, strictly: whatever two readers could take in two ways is refused (RFC 9112 §2 to §6, §11.2).
 *
 * <p>The answers of one parse (framing, persistence, expectation) hold until the next. One parser may serve all
 * connections of a loop, if each calls {@link #reset()} before a head that isn't the one of the last call.
 */
public final class RequestParser {
    /** The head's end isn't there yet, and nothing so far is wrong. */
    public static final int INCOMPLETE = FieldSection.INCOMPLETE;
    /** The bytes are no acceptable head, whatever may follow: see {@link #rejection()}. */
    public static final int REJECTED = FieldSection.REJECTED;

    /** Some old clients send a CR LF after a body (RFC 9112 §2.2). */
    private static final int MOST_EMPTY_LINES = 4;

    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] H2C = Ascii.bytes("h2c");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final byte[] WEBSOCKET_KEY = Ascii.bytes("sec-websocket-key");

    private final int headBytes;
    private final HeadProgress progress;
    private final RequestLine line = new RequestLine();
    private final FieldSection section;
    private final FramingFields framing = new FramingFields();
    private final ConnectionOptions connection = new ConnectionOptions();
    private final ListElements elements = new ListElements();
    private @Nullable Rejection rejection;
    private boolean keepAlive;
    private boolean expectsContinue;
    private boolean upgrades;

    public RequestParser(HeadLimits limits) {
        headBytes = limits.headBytes();
        progress = new HeadProgress(headBytes);
        section = new FieldSection(limits.fieldCount(), FieldSection.SpaceBeforeColon.REJECT);
    }

    /** Forgets how far an incomplete head was searched; needless after a parse that ended otherwise. */
    public void reset() {
        progress.reset();
    }

    /**
     * Reads the head that starts at {@code bytes[from]} and fills {@code head} with offsets into {@code bytes}; after
     * {@link #INCOMPLETE} it wants the same bytes again with more behind them (at any {@code from}, in any array).
     *
     * <p>In {@code head} the host is the target's where that is absolute, else that of the Host field; it is empty where
     * an HTTP/1.0 request has neither. Whether the request is {@code secure} is left for the caller to set.
     *
     * @return the offset behind the head, or {@link #INCOMPLETE}, or {@link #REJECTED}; {@code head} is in no usable
     *     state after the latter two
     */
    public int parse(byte[] bytes, int from, int to, RequestHead head) {
        rejection = null;
        if (progress.isUnchanged(bytes, from, to)) {
            return INCOMPLETE;
        }
        int limit = Math.min(to, from + headBytes);
        int line = firstLine(bytes, from, limit);
        if (line == limit) {
            return unfinished(bytes, from, to, Rejection.MALFORMED_REQUEST_LINE);
        }
        return line < 0 ? REJECTED : requestLine(bytes, from, line, to, head);
    }

    /** Where the request line starts, behind empty lines; {@code limit} where that isn't known yet. */
    private int firstLine(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] == '\r') {
            if (at + 1 == limit) {
                return limit;
            }
            if (bytes[at + 1] != '\n') {
                return reject(Rejection.BARE_CR);
            }
            at += 2;
            if (at - from > 2 * MOST_EMPTY_LINES) {
                return reject(Rejection.MALFORMED_REQUEST_LINE);
            }
        }
        return at;
    }

    private int requestLine(byte[] bytes, int from, int start, int to, RequestHead head) {
        int limit = Math.min(to, from + headBytes);
        Rejection fault = line.checkMethod(bytes, start, limit);
        if (fault != null) {
            return reject(fault);
        }
        int end = Octets.firstControl(bytes, start, limit);
        if (end == limit || (bytes[end] == '\r' && end + 1 == limit)) {
            return unfinished(bytes, from, to, Rejection.TARGET_TOO_LONG);
        }
        if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
            return reject(FieldSection.fault(bytes[end]));
        }
        head.reset(bytes);
        fault = line.parse(bytes, start, end, head);
        return fault != null ? reject(fault) : fields(bytes, from, end + 2, to, head);
    }

    private int fields(byte[] bytes, int from, int start, int to, RequestHead head) {
        int end = section.parse(bytes, start, Math.min(to, from + headBytes), head.fields());
        if (end == INCOMPLETE) {
            return unfinished(bytes, from, to, Rejection.HEAD_TOO_LARGE);
        }
        Rejection fault = end == REJECTED ? section.rejection() : meaning(head);
        if (fault != null) {
            return reject(fault);
        }
        progress.reset();
        return end;
    }

    /** {@code tooLong} where no more bytes are allowed. */
    private int unfinished(byte[] bytes, int from, int to, Rejection tooLong) {
        if (to - from >= headBytes) {
            return reject(tooLong);
        }
        progress.incomplete(bytes, from, to);
        return INCOMPLETE;
    }

    /** What is wrong with the head as a whole, or null. */
    private @Nullable Rejection meaning(RequestHead head) {
        FieldTable fields = head.fields();
        Rejection fault = host(head, fields);
        if (fault == null) {
            fault = framing.read(fields, head.minorVersion());
        }
        if (fault == null && !connection.read(fields)) {
            fault = Rejection.TOO_MANY_CONNECTION_OPTIONS;
        }
        keepAlive = connection.persists(head.minorVersion());
        upgrades = head.minorVersion() > 0
                && connection.upgrade()
                && framing.framing().isEmpty()
                && offersUpgrade(head);
        return fault == null ? expectation(fields, head.minorVersion()) : fault;
    }

    private @Nullable Rejection host(RequestHead head, FieldTable fields) {
        int index = fields.find(FieldName.HOST, 0);
        if (index < 0) {
            return head.minorVersion() > 0 ? Rejection.MISSING_HOST : null;
        }
        if (fields.find(FieldName.HOST, index + 1) >= 0) {
            return Rejection.SEVERAL_HOSTS;
        }
        int start = fields.valueStart(index);
        int end = fields.valueEnd(index);
        int hostEnd = Authority.hostEnd(fields.bytes(), start, end);
        if (hostEnd == Authority.INVALID) {
            return Rejection.BAD_HOST;
        }
        if (!line.isAbsolute()) {
            head.host(start, hostEnd, end);
        }
        return null;
    }

    /**
     * An offer may always be ignored, and is where it names h2c (RFC 9113 §3.1), or a WebSocket that isn't asked for as RFC
     * 6455 §4.1 says: nobody could tell what the bytes behind it were.
     */
    private boolean offersUpgrade(RequestHead head) {
        FieldTable fields = head.fields();
        boolean offers = false;
        for (int i = fields.find(FieldName.UPGRADE, 0); i >= 0; i = fields.find(FieldName.UPGRADE, i + 1)) {
            elements.reset(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
            while (elements.next()) {
                if (elements.startsWith(H2C) || (elements.startsWith(WEBSOCKET) && !asksForWebSocket(head))) {
                    return false;
                }
                offers = true;
            }
        }
        return offers;
    }

    private static boolean asksForWebSocket(RequestHead head) {
        int key = head.fields().find(WEBSOCKET_KEY, 0);
        return head.method() == Method.GET && key >= 0 && head.fields().find(WEBSOCKET_KEY, key + 1) < 0;
    }

    private @Nullable Rejection expectation(FieldTable fields, int minorVersion) {
        expectsContinue = false;
        if (minorVersion == 0) {
            return null;
        }
        for (int i = fields.find(FieldName.EXPECT, 0); i >= 0; i = fields.find(FieldName.EXPECT, i + 1)) {
            elements.reset(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
            while (elements.next()) {
                if (!elements.is(CONTINUE)) {
                    return Rejection.UNKNOWN_EXPECTATION;
                }
                expectsContinue = !framing.framing().isEmpty();
            }
        }
        return null;
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

    /** Where the request's body ends; never {@link BodyFraming.Kind#UNTIL_CLOSE}. */
    public BodyFraming framing() {
        return framing.framing();
    }

    /** Whether the client will take further answers on this connection (RFC 9112 §9.3). */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the client may wait for a 100 before it sends the body that it announced (RFC 9110 §10.1.1); never in HTTP/1.0. */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /**
     * Whether the client offers another protocol: an Upgrade field that Connection names, in HTTP/1.1 (RFC 9110 §7.8), in a
     * request without a body. Offers of h2c don't count.
     */
    public boolean upgrades() {
        return upgrades;
    }
}
