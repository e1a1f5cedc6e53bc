package org.fairlead.proxy.http1;

import java.util.regex.Pattern;

/** What must hold of any head that was taken, written down a second time and otherwise. */
final class HeadChecks {
    private static final Pattern FIELD =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*", Pattern.DOTALL);
    private static final Pattern ANSWERS_FIELD =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \\t]*:[\\t\\x20-\\x7e\\x80-\\xff]*", Pattern.DOTALL);

    private HeadChecks() {}

    /** Of a request. */
    static void lines(String head) {
        check(head, FIELD);
    }

    /** Of an answer, where white space before a colon is stripped. */
    static void answersLines(String head) {
        check(head, ANSWERS_FIELD);
    }

    private static void check(String head, Pattern field) {
        int start = 0;
        while (head.startsWith("\r\n", start)) {
            start += 2;
        }
        if (!head.endsWith("\r\n\r\n")) {
            throw new AssertionError("a head without its end");
        }
        String[] lines = head.substring(start, head.length() - 4).split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].indexOf('\r') >= 0 || lines[i].indexOf('\n') >= 0 || lines[i].indexOf('\0') >= 0) {
                throw new AssertionError("a line with a stray octet: " + i);
            }
            if (i > 0 && !field.matcher(lines[i]).matches()) {
                throw new AssertionError("a line that is no field: " + lines[i]);
            }
        }
    }
}
