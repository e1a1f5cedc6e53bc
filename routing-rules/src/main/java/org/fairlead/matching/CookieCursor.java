package org.fairlead.matching;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;

/**
 * Walks the cookies of a request in their order, over all Cookie lines (RFC 6265 §4.2.1; only {@code ;} separates).
 *
 * <p>Confined to one thread; reused. A pair without {@code =} is passed over: it has no name.
 */
public final class CookieCursor {
    private FieldTable fields = new FieldTable();
    private int line;
    private int next;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    /** Turns to the cookies of {@code head}, before the first one. Borrows it. */
    public void of(RequestHead head) {
        fields = head.fields();
        line = fields.find(FieldName.COOKIE, 0);
        next = line < 0 ? 0 : fields.valueStart(line);
    }

    /** Moves to the next cookie; false behind the last. */
    public boolean next() {
        while (line >= 0) {
            int lineEnd = fields.valueEnd(line);
            while (next < lineEnd) {
                int start = next;
                int end = Ascii.indexOf(fields.bytes(), start, lineEnd, ';');
                next = end + 1;
                if (takePair(fields.bytes(), start, end)) {
                    return true;
                }
            }
            line = fields.find(FieldName.COOKIE, line + 1);
            next = line < 0 ? 0 : fields.valueStart(line);
        }
        return false;
    }

    private boolean takePair(byte[] bytes, int start, int end) {
        int equals = Ascii.indexOf(bytes, start, end, '=');
        if (equals == end) {
            return false;
        }
        nameStart = Ascii.skipSpace(bytes, start, equals);
        nameEnd = Ascii.trimSpace(bytes, nameStart, equals);
        valueStart = Ascii.skipSpace(bytes, equals + 1, end);
        valueEnd = Ascii.trimSpace(bytes, valueStart, end);
        return true;
    }

    public byte[] bytes() {
        return fields.bytes();
    }

    public int nameStart() {
        return nameStart;
    }

    public int nameEnd() {
        return nameEnd;
    }

    public int valueStart() {
        return valueStart;
    }

    public int valueEnd() {
        return valueEnd;
    }

    public boolean isNamed(byte[] name) {
        return Ascii.equals(bytes(), nameStart, nameEnd, name);
    }

    /** Whether the value stands in double quotes, which some applications take off. */
    public boolean isQuoted() {
        return valueEnd - valueStart >= 2 && bytes()[valueStart] == '"' && bytes()[valueEnd - 1] == '"';
    }
}
