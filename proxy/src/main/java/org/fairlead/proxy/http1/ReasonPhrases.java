package org.fairlead.proxy.http1;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.fairlead.message.Ascii;

/** The status lines that we write ourselves, and the phrases in them. */
public final class ReasonPhrases {
    private static final int FIRST = 100;
    private static final int LAST = 599;
    /** RFC 5842 §7.2; Netty doesn't know it. */
    private static final int LOOP_DETECTED = 508;

    private static final byte[][] LINES = new byte[LAST - FIRST + 1][];

    static {
        for (int status = FIRST; status <= LAST; status++) {
            LINES[status - FIRST] = Ascii.bytes("HTTP/1.1 " + status + " " + phrase(status) + "\r\n");
        }
    }

    private ReasonPhrases() {}

    /** A status in words; empty where there is no word for it. */
    public static String phrase(int status) {
        if (status == LOOP_DETECTED) {
            return "Loop Detected";
        }
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
        // Netty makes up phrases such as "Client Error (499)"; an empty one says as much.
        return phrase.indexOf('(') >= 0 ? "" : phrase;
    }

    /** The whole line, CR LF included. */
    public static byte[] statusLine(int status) {
        if (status < FIRST || status > LAST) {
            throw new IllegalArgumentException("status: " + status + " (expected: 100 to 599)");
        }
        return LINES[status - FIRST];
    }
}
