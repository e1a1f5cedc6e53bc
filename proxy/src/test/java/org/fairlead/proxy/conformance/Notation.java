package org.fairlead.proxy.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How cases write bytes, and how they write what the proxy adds. */
final class Notation {
    private static final Pattern REPEATED = Pattern.compile("\\{(\\d+)\\*([^}]*)\\}");
    private static final Pattern REQUEST_ADDITIONS = Pattern.compile(String.join(
            "\r\n",
            "X-Forwarded-For: 192\\.0\\.2\\.1",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: ([^\r\n]*)",
            "X-Request-Id: [-0-9A-Za-z]+",
            "(?:traceparent: [-0-9a-f]+\r\n)?Via: 1\\.([01]) test-eqiad",
            "CDN-Loop: test-eqiad",
            "Fairlead-Request: dc=eqiad, role=primary, treated-as=(read|write), epoch=1",
            ""));
    private static final Pattern DATE = Pattern.compile("Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n");
    private static final Pattern VIA = Pattern.compile("Via: 1\\.1 test-eqiad\r\n(?!CDN-Loop)");
    private static final Pattern PROBLEM = Pattern.compile(String.join(
            "",
            "HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n",
            "\\{date\\}",
            "(Connection: (close|keep-alive)\r\n)?",
            "Cache-Control: no-store\r\n",
            "(?:Retry-After: 5\r\n)?",
            "(?:Allow: [^\r\n]*\r\n)?",
            "Content-Type: application/problem\\+json\r\n",
            "Content-Length: (\\d+)\r\n\r\n",
            "(\\{[^\n]*\"reason\":\"([-a-z0-9]*)\"[^\n]*\\}\n)"));

    private Notation() {}

    /** {@code \r \n \t \0 \\ \xHH}, and <code>{N*TEXT}</code> for TEXT N times. */
    static String decode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                if (c > 0x7e) {
                    throw new IllegalArgumentException("\"" + c + "\" (expected: ASCII, or \\xHH)");
                }
                out.append(c);
                continue;
            }
            char escape = i + 1 < text.length() ? text.charAt(++i) : ' ';
            switch (escape) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default ->
                    throw new IllegalArgumentException(
                            "\"\\" + escape + "\" (expected: \\r, \\n, \\t, \\0, \\\\ or \\xHH)");
            }
        }
        return repeated(out.toString());
    }

    private static String repeated(String text) {
        Matcher matcher = REPEATED.matcher(text);
        return matcher.replaceAll(
                match -> Matcher.quoteReplacement(match.group(2).repeat(Integer.parseInt(match.group(1)))));
    }

    /** The inverse, for messages. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n\n");
                case '\t' -> out.append("\\t");
                case '\0' -> out.append("\\0");
                case '\\' -> out.append("\\\\");
                default -> out.append(c < ' ' || c > 0x7e ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    /** What an origin got, with the proxy's additions named: <code>{added}</code>, or what of it isn't usual. */
    static String ofOrigin(String bytes) {
        return REQUEST_ADDITIONS.matcher(bytes).replaceAll(match -> {
            String host = match.group(1).equals("wiki.example") ? "" : " host=" + match.group(1);
            String version = match.group(2).equals("1") ? "" : " from=1.0";
            String write = match.group(3).equals("read") ? "" : " write";
            return Matcher.quoteReplacement("{added" + host + version + write + "}");
        });
    }

    /** What a client got, with the proxy's additions named: <code>{date}</code>, <code>{via}</code>, whole problems. */
    static String ofClient(String bytes) {
        String text = DATE.matcher(bytes).replaceAll("{date}");
        text = VIA.matcher(text).replaceAll("{via}");
        return PROBLEM.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(problem(match.group(1), match.group(6), match.group(3))));
    }

    private static String problem(String status, String reason, String connection) {
        return "{" + status + " " + reason + (connection == null ? "" : " " + connection) + "}";
    }

    /** The same bytes with each chunked body as one chunk, so that how it was cut doesn't matter. */
    static String merged(String bytes) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (true) {
            int coding = bytes.indexOf("Transfer-Encoding: chunked\r\n", at);
            int body = coding < 0 ? -1 : headEnd(bytes, coding);
            if (body < 0) {
                return out.append(bytes, at, bytes.length()).toString();
            }
            out.append(bytes, at, body);
            at = mergeChunks(bytes, body, out);
        }
    }

    /** Behind the empty line; what the proxy adds may stand before that, by its name. */
    private static int headEnd(String bytes, int from) {
        int plain = bytes.indexOf("\r\n\r\n", from);
        int named = bytes.indexOf("}\r\n", from);
        if (named >= 0 && (plain < 0 || named < plain)) {
            return named + 3;
        }
        return plain < 0 ? -1 : plain + 4;
    }

    private static int mergeChunks(String bytes, int start, StringBuilder out) {
        StringBuilder data = new StringBuilder();
        int at = start;
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            int size = lineEnd < 0 ? -1 : size(bytes.substring(at, lineEnd));
            if (size <= 0 || lineEnd + 2 + size + 2 > bytes.length()) {
                // The last chunk, or what came of one that isn't whole.
                int from = size > 0 ? Math.min(lineEnd + 2, bytes.length()) : at;
                out.append("{data:").append(data);
                if (size > 0) {
                    out.append(bytes, from, bytes.length()).append('}');
                    return bytes.length();
                }
                out.append('}');
                return at;
            }
            data.append(bytes, lineEnd + 2, lineEnd + 2 + size);
            at = lineEnd + 2 + size + 2;
        }
    }

    private static int size(String line) {
        try {
            return Integer.parseInt(line, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
