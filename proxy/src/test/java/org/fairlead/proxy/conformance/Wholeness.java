package org.fairlead.proxy.conformance;

import java.util.Locale;

/** Whether bytes that an origin got hold a whole request, as the simplest of readers sees it. */
final class Wholeness {
    private Wholeness() {}

    static boolean isWhole(String sent) {
        int body = sent.indexOf("\r\n\r\n");
        if (body < 0) {
            return false;
        }
        body += 4;
        String head = sent.substring(0, body).toLowerCase(Locale.ROOT);
        if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
            String rest = sent.substring(body);
            return rest.equals("0\r\n\r\n") || rest.endsWith("\r\n0\r\n\r\n");
        }
        int at = head.indexOf("\r\ncontent-length: ");
        if (at < 0) {
            return true;
        }
        long length = Long.parseLong(head.substring(at + 18, head.indexOf("\r\n", at + 2)));
        return sent.length() - body >= length;
    }
}
