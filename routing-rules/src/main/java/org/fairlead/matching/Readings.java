package org.fairlead.matching;

import java.util.List;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;

/**
 * All the ways in which one request can be read; the list is closed.
 *
 * <ul>
 *   <li>a path: raw; and with percent-encoding undone once, dot segments resolved, doubled slashes joined, in whatever order;
 *   <li>a query parameter: raw; and name and value decoded once with {@code +} as space; each of several of one name
 *       ({@code ;} never separates);
 *   <li>a field: each line, and the joined value;
 *   <li>a cookie: with and without quotes; each of several.
 * </ul>
 *
 * <p>Confined to one thread; {@link #of} turns it to the next request. Allocates nothing but on the first long value.
 */
public final class Readings {
    private RequestHead head = new RequestHead();
    private ClientAddress client = new ClientAddress(0, 0, false);
    private final HostName host = new HostName();
    private final PathReadings paths = new PathReadings();
    private final ParameterReadings parameters = new ParameterReadings();
    private byte[] scratch = new byte[256];
    private final CookieCursor cookies = new CookieCursor();
    private boolean someFulfil;
    private boolean someFail;

    /** Borrows {@code head} until the next call. */
    public void of(RequestHead head, ClientAddress client) {
        this.head = head;
        this.client = client;
        host.of(head);
        paths.of(head);
        parameters.of(head);
    }

    public RequestHead head() {
        return head;
    }

    public HostName host() {
        return host;
    }

    ClientAddress client() {
        return client;
    }

    public PathReadings paths() {
        return paths;
    }

    /** The parameters of the query, from the first on. */
    public ParameterReadings parameters() {
        parameters.rewind();
        return parameters;
    }

    Match path(ValuePattern pattern) {
        return paths.match(pattern);
    }

    /** Over every parameter that bears {@code name} in either reading; where a reading has none of that name, it fulfils nothing. */
    public Match query(byte[] name, ValuePattern pattern) {
        startTally();
        boolean inRaw = false;
        boolean inDecoded = false;
        for (parameters.rewind(); parameters.next(); ) {
            if (parameters.isNamed(name)) {
                tally(pattern.matches(parameters.bytes(), parameters.valueStart(), parameters.end()));
                inRaw |= !parameters.isDecoded();
                inDecoded |= parameters.isDecoded();
            }
        }
        if (parameters.mayDiffer() && !(inRaw && inDecoded)) {
            tally(false);
        }
        return tallied();
    }

    /** Over each line of that name, and the lines joined. */
    Match field(byte[] lowerName, ValuePattern pattern) {
        FieldTable fields = head.fields();
        startTally();
        int lines = 0;
        for (int i = fields.find(lowerName, 0); i >= 0; i = fields.find(lowerName, i + 1)) {
            tally(pattern.matches(fields.bytes(), fields.valueStart(i), fields.valueEnd(i)));
            lines++;
        }
        if (lines > 1) {
            int length = join(lowerName);
            tally(pattern.matches(scratch, 0, length));
        }
        return tallied();
    }

    private int join(byte[] lowerName) {
        FieldTable fields = head.fields();
        int length = 0;
        for (int i = fields.find(lowerName, 0); i >= 0; i = fields.find(lowerName, i + 1)) {
            int size = fields.valueEnd(i) - fields.valueStart(i);
            byte[] old = scratch;
            byte[] into = scratch(length + 2 + size);
            if (into != old) {
                System.arraycopy(old, 0, into, 0, length);
            }
            if (length > 0) {
                into[length++] = ',';
                into[length++] = ' ';
            }
            System.arraycopy(fields.bytes(), fields.valueStart(i), into, length, size);
            length += size;
        }
        return length;
    }

    /** Over each cookie of that name, with and without its quotes. */
    public Match cookie(byte[] name, ValuePattern pattern) {
        startTally();
        cookies.of(head);
        while (cookies.next()) {
            if (cookies.isNamed(name)) {
                tally(pattern.matches(cookies.bytes(), cookies.valueStart(), cookies.valueEnd()));
                if (cookies.isQuoted()) {
                    tally(pattern.matches(cookies.bytes(), cookies.valueStart() + 1, cookies.valueEnd() - 1));
                }
            }
        }
        return tallied();
    }

    /** Whether a cookie with such a name has a value; one emptied has none. */
    public boolean hasCookieNamed(List<Glob> names) {
        cookies.of(head);
        while (cookies.next()) {
            if (cookies.valueStart() < cookies.valueEnd()
                    && matchesAny(names, cookies.bytes(), cookies.nameStart(), cookies.nameEnd())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesAny(List<Glob> names, byte[] bytes, int start, int end) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).matches(bytes, start, end)) {
                return true;
            }
        }
        return false;
    }

    private byte[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new byte[length * 2];
        }
        return scratch;
    }

    private void startTally() {
        someFulfil = false;
        someFail = false;
    }

    private void tally(boolean fulfilled) {
        someFulfil |= fulfilled;
        someFail |= !fulfilled;
    }

    private Match tallied() {
        return !someFulfil ? Match.NO : someFail ? Match.MAYBE : Match.YES;
    }
}
