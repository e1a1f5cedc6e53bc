package org.fairlead.bench.load;

import java.util.List;
import java.util.stream.Collectors;

/** The script that tells wrk what to send: the requests in their order, again and again. */
final class WrkScript {
    private WrkScript() {}

    /** wrk renders a single request once, and asks the script for each of several. */
    static String of(List<Request> requests) {
        return requests.size() == 1 ? single(requests.get(0)) : several(requests);
    }

    private static String single(Request request) {
        return "wrk.method = " + quote(request.method()) + "\n"
                + request.headers().entrySet().stream()
                        .map(header ->
                                "wrk.headers[" + quote(header.getKey()) + "] = " + quote(header.getValue()) + "\n")
                        .collect(Collectors.joining())
                + (request.bodyBytes() > 0 ? "wrk.body = string.rep(\"x\", " + request.bodyBytes() + ")\n" : "");
    }

    private static String several(List<Request> requests) {
        return "local r = {}\n"
                + requests.stream().map(WrkScript::element).collect(Collectors.joining())
                + "local i = 0\n"
                + "request = function()\n  i = i + 1\n  if i > #r then i = 1 end\n  return r[i]\nend\n";
    }

    private static String element(Request request) {
        String head = request.method() + " " + request.target() + " HTTP/1.1\r\n"
                + request.headers().entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                        .collect(Collectors.joining())
                + (request.bodyBytes() > 0 ? "Content-Length: " + request.bodyBytes() + "\r\n" : "")
                + "\r\n";
        String body = request.bodyBytes() > 0 ? " .. string.rep(\"x\", " + request.bodyBytes() + ")" : "";
        return "r[#r + 1] = " + quote(head) + body + "\n";
    }

    private static String quote(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                + '"';
    }
}
