package org.fairlead.proxy.exchange;

import java.nio.charset.StandardCharsets;
import org.fairlead.proxy.http1.ReasonPhrases;

/** The body of a {@link Problem}: problem details (RFC 9457), or a page for a browser. */
record ProblemPage(String contentType, byte[] body) {
    private static final int LAST_ASCII = 0x7e;

    static ProblemPage json(Problem problem, String requestId) {
        String text =
                "{\"type\":\"about:blank\",\"title\":" + quoted(title(problem)) + ",\"status\":" + problem.status()
                        + ",\"detail\":" + quoted(problem.whole()) + ",\"reason\":" + quoted(problem.label())
                        + ",\"request-id\":" + quoted(requestId) + "}\n";
        return new ProblemPage("application/problem+json", text.getBytes(StandardCharsets.UTF_8));
    }

    static ProblemPage html(Problem problem, String requestId) {
        String title = problem.status() + " " + escaped(title(problem));
        String text = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head>\n<body><h1>" + title + "</h1>\n<p>" + escaped(problem.whole()) + " ("
                + escaped(problem.label()) + ").</p>\n<p>Request " + escaped(requestId) + ".</p></body></html>\n";
        return new ProblemPage("text/html; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String title(Problem problem) {
        return ReasonPhrases.phrase(problem.status());
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || c > LAST_ASCII) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
