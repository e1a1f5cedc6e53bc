package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;
import org.jspecify.annotations.Nullable;

/** Reads field lines up to the empty one (RFC 9112 §5): of requests, of responses and of trailers. */
final class FieldSection {
    static final int INCOMPLETE = -1;
    static final int REJECTED = -2;

    /** What to do where white space stands between name and colon (RFC 9112 §5.1). */
    enum SpaceBeforeColon {
        REJECT,
        /** Allowed for responses: the space isn't part of the name, and so isn't sent on. */
        STRIP
    }

    private final int maxFields;
    private final SpaceBeforeColon spaceBeforeColon;
    private @Nullable Rejection rejection;

    FieldSection(int maxFields, SpaceBeforeColon spaceBeforeColon) {
        this.maxFields = maxFields;
        this.spaceBeforeColon = spaceBeforeColon;
    }

    /** Why the last parse was {@link #REJECTED}; null otherwise. */
    @Nullable
    Rejection rejection() {
        return rejection;
    }

    /**
     * Adds the lines of {@code bytes[from, to)} to {@code fields}. A line is judged when its end, or a control character,
     * is there.
     *
     * @return the offset behind the empty line, or {@link #INCOMPLETE}, or {@link #REJECTED}
     */
    int parse(byte[] bytes, int from, int to, FieldTable fields) {
        rejection = null;
        int at = from;
        while (true) {
            int stop = Octets.firstControl(bytes, at, to);
            if (stop == to || (bytes[stop] == '\r' && stop + 1 == to)) {
                return INCOMPLETE;
            }
            if (stop > at && !line(bytes, at, stop, fields)) {
                return REJECTED;
            }
            if (bytes[stop] != '\r' || bytes[stop + 1] != '\n') {
                return reject(fault(bytes[stop]));
            }
            if (stop == at) {
                return stop + 2;
            }
            at = stop + 2;
        }
    }

    /** What is wrong with {@code control} where it doesn't begin a CR LF. */
    static Rejection fault(byte control) {
        return switch (control) {
            case '\r' -> Rejection.BARE_CR;
            case '\n' -> Rejection.BARE_LF;
            default -> Rejection.CONTROL_CHARACTER;
        };
    }

    private boolean line(byte[] bytes, int start, int end, FieldTable fields) {
        int nameEnd = Octets.tokenEnd(bytes, start, end);
        int colon = nameEnd;
        if (nameEnd == end || bytes[nameEnd] != ':' || nameEnd == start) {
            colon = unusualColon(bytes, start, nameEnd, end);
            if (colon < 0) {
                return false;
            }
        }
        if (fields.count() == maxFields) {
            rejection = Rejection.TOO_MANY_FIELDS;
            return false;
        }
        int valueStart = Ascii.skipSpace(bytes, colon + 1, end);
        fields.add(start, nameEnd, valueStart, Ascii.trimSpace(bytes, valueStart, end));
        return true;
    }

    /** Where the colon stands behind white space that is to be stripped, or {@link #REJECTED}. */
    private int unusualColon(byte[] bytes, int start, int nameEnd, int end) {
        int colon = Ascii.skipSpace(bytes, nameEnd, end);
        if (colon == nameEnd) {
            return reject(Rejection.BAD_FIELD_NAME);
        }
        if (nameEnd == start) {
            return reject(Rejection.OBS_FOLD);
        }
        if (colon == end || bytes[colon] != ':') {
            return reject(Rejection.BAD_FIELD_NAME);
        }
        return spaceBeforeColon == SpaceBeforeColon.STRIP ? colon : reject(Rejection.SPACE_BEFORE_COLON);
    }

    private int reject(Rejection rejection) {
        this.rejection = rejection;
        return REJECTED;
    }
}
