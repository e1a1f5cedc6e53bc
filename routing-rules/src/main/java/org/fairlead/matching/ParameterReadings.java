package org.fairlead.matching;

import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;

/**
 * Goes through the parameters of a query: as they stand, then, where that may differ, decoded. Confined to one thread; reused.
 */
public final class ParameterReadings {
    private static final byte[] NOTHING = {};

    private byte[] query = NOTHING;
    private int queryStart;
    private int queryEnd;
    private boolean decodes;
    private boolean isDecoding;
    private int next;
    private byte[] bytes = NOTHING;
    private byte[] scratch = new byte[256];
    private int start;
    private int nameEnd;
    private int end;

    /** Borrows the bytes of {@code head} until the next call. */
    void of(RequestHead head) {
        query = head.bytes();
        queryStart = head.hasQuery() ? head.queryStart() : 0;
        queryEnd = head.hasQuery() ? head.queryEnd() : 0;
        decodes = Canonical.formMayDiffer(query, queryStart, queryEnd);
    }

    /** Whether the decoded reading may be another than the raw one. */
    boolean mayDiffer() {
        return decodes;
    }

    /** Back to before the first. */
    public void rewind() {
        isDecoding = false;
        next = queryStart;
    }

    /** Goes on to the next; false where there is none. */
    public boolean next() {
        if (next >= queryEnd) {
            if (isDecoding || !decodes) {
                return false;
            }
            isDecoding = true;
            next = queryStart;
        }
        nextRaw();
        if (isDecoding) {
            decode();
        }
        return true;
    }

    private void nextRaw() {
        bytes = query;
        start = next;
        end = Ascii.indexOf(query, start, queryEnd, '&');
        nameEnd = Ascii.indexOf(query, start, end, '=');
        next = end + 1;
    }

    private void decode() {
        if (scratch.length < end - start) {
            scratch = new byte[(end - start) * 2];
        }
        // An escape never reaches over the equals sign.
        int decodedName = Canonical.form(query, start, nameEnd, scratch);
        end = Canonical.form(query, start, end, scratch);
        bytes = scratch;
        start = 0;
        nameEnd = decodedName;
    }

    boolean isDecoded() {
        return isDecoding;
    }

    boolean isNamed(byte[] name) {
        return Ascii.equals(bytes, start, nameEnd, name);
    }

    /** Holds {@code name=value}, or the name alone. */
    public byte[] bytes() {
        return bytes;
    }

    public int start() {
        return start;
    }

    public int nameEnd() {
        return nameEnd;
    }

    int valueStart() {
        return Math.min(nameEnd + 1, end);
    }

    /** Behind the value. */
    public int end() {
        return end;
    }
}
