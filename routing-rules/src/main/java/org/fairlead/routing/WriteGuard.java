package org.fairlead.routing;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/** No writes on GET: reads the application's flag, and says what follows. Pure. */
public final class WriteGuard {
    private static final byte[] BLOCKED = Ascii.bytes("blocked");

    private WriteGuard() {}

    /** What a header or trailer section says; any value of the field but {@code blocked} means that a write was committed. */
    public static WritesOnSafe.Finding find(WritesOnSafe guard, FieldTable fields) {
        return guard.flag() instanceof WritesOnSafe.Flag.SetCookie cookie
                ? findCookie(cookie, fields)
                : findField((WritesOnSafe.Flag.Field) guard.flag(), fields);
    }

    private static WritesOnSafe.Finding findField(WritesOnSafe.Flag.Field flag, FieldTable fields) {
        WritesOnSafe.Finding finding = WritesOnSafe.Finding.NOTHING;
        for (int i = fields.find(flag.lowerName(), 0); i >= 0; i = fields.find(flag.lowerName(), i + 1)) {
            boolean blocked = Ascii.equalsIgnoreCase(fields.bytes(), fields.valueStart(i), fields.valueEnd(i), BLOCKED);
            if (!blocked) {
                return WritesOnSafe.Finding.DONE;
            }
            finding = WritesOnSafe.Finding.BLOCKED;
        }
        return finding;
    }

    private static WritesOnSafe.Finding findCookie(WritesOnSafe.Flag.SetCookie flag, FieldTable fields) {
        for (int i = fields.find(FieldName.SET_COOKIE, 0); i >= 0; i = fields.find(FieldName.SET_COOKIE, i + 1)) {
            int equals = Ascii.indexOf(fields.bytes(), fields.valueStart(i), fields.valueEnd(i), '=');
            int nameEnd = Ascii.trimSpace(fields.bytes(), fields.valueStart(i), equals);
            if (Ascii.equals(fields.bytes(), fields.valueStart(i), nameEnd, flag.nameBytes())) {
                return WritesOnSafe.Finding.DONE;
            }
        }
        return WritesOnSafe.Finding.NOTHING;
    }

    /** Whether that finding breaks the promise of a safe request: a request treated as a write may write. */
    public static boolean isViolation(Decision.Forward forward, WritesOnSafe.Finding finding) {
        return !forward.isWrite() && finding != WritesOnSafe.Finding.NOTHING;
    }

    /** Whether the answer must be dropped; only the proxy that faces the client does so. */
    public static boolean mustReject(Decision.Forward forward, WritesOnSafe guard, WritesOnSafe.Finding finding) {
        return isViolation(forward, finding) && forward.facesClient() && guard.mode() == WritesOnSafe.Mode.REJECT;
    }
}
