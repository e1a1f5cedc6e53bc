package org.fairlead.proxy.exchange;

import java.util.Locale;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/** What a client would rather read (RFC 9110 §12.5.1). */
final class Preference {
    private Preference() {}

    /** Whether it names HTML, and not JSON with a greater weight. */
    static boolean isHtml(FieldTable fields) {
        String accept = fields.first(FieldName.ACCEPT);
        if (accept == null) {
            return false;
        }
        double html = 0;
        double json = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip();
            if (type.equals("text/html")) {
                html = Math.max(html, weight(parts));
            } else if (type.equals("application/json") || type.equals("application/problem+json")) {
                json = Math.max(json, weight(parts));
            }
        }
        return html > json;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                return number(parameter.substring(2));
            }
        }
        return 1;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
