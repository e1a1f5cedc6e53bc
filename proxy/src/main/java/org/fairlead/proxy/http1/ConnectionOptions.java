package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/** What a message's Connection fields ask for (RFC 9110 §7.6.1, RFC 9112 §9.3). */
final class ConnectionOptions {
    /** Each option is compared with each field, so a bound on both keeps that cheap. */
    static final int MOST_OPTIONS = 64;

    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE = Ascii.bytes("upgrade");

    private final ListElements elements = new ListElements();
    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;

    /** Reads all Connection fields; false where they hold more than {@link #MOST_OPTIONS}. */
    boolean read(FieldTable fields) {
        close = false;
        keepAlive = false;
        upgrade = false;
        int options = 0;
        for (int i = fields.find(FieldName.CONNECTION, 0); i >= 0; i = fields.find(FieldName.CONNECTION, i + 1)) {
            elements.reset(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
            while (elements.next()) {
                note();
                if (++options > MOST_OPTIONS) {
                    return false;
                }
            }
        }
        return true;
    }

    private void note() {
        if (elements.is(KEEP_ALIVE)) {
            keepAlive = true;
        } else if (elements.is(CLOSE)) {
            close = true;
        } else if (elements.is(UPGRADE)) {
            upgrade = true;
        }
    }

    /** Whether the connection may be used on; in HTTP/1.0 only where that was agreed on. */
    boolean persists(int minorVersion) {
        return !close && (minorVersion > 0 || keepAlive);
    }

    boolean upgrade() {
        return upgrade;
    }
}
