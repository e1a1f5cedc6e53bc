package org.fairlead.message;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link RequestHead} from text: for {@code explain}, for the tests in rule files, and for tests of ours. */
public final class RequestHeadBuilder {
    private record Line(String name, String value) {}

    private final String method;
    private final String scheme;
    private final String authority;
    private final String target;
    private final List<Line> lines = new ArrayList<>();

    private RequestHeadBuilder(String method, String scheme, String authority, String target) {
        this.method = method;
        this.scheme = scheme;
        this.authority = authority;
        this.target = target;
    }

    /**
     * A request for {@code url}, such as {@code https://en.wikipedia.org/wiki/Foo?action=raw}; path and query are taken as
     * they are, nothing is decoded.
     *
     * @throws IllegalArgumentException where {@code url} isn't an absolute http or https URL
     */
    public static RequestHeadBuilder request(String method, String url) {
        int schemeEnd = url.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : Ascii.lower(url.substring(0, schemeEnd));
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" (expected: a full URL, such as https://en.wikipedia.org/wiki/Foo)");
        }
        int fragment = url.indexOf('#');
        String rest = url.substring(schemeEnd + 3, fragment < 0 ? url.length() : fragment);
        int authorityEnd = rest.length();
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
                authorityEnd = i;
                break;
            }
        }
        String authority = rest.substring(0, authorityEnd);
        if (authority.isEmpty() || rest.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("\"" + url + "\" (expected: a URL with a host and without spaces)");
        }
        return new RequestHeadBuilder(method, scheme, authority, rest.substring(authorityEnd));
    }

    public static RequestHeadBuilder request(String method, URI uri) {
        return request(method, uri.toString());
    }

    public RequestHeadBuilder field(String name, String value) {
        lines.add(new Line(name, value.strip()));
        return this;
    }

    public RequestHead build() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int methodEnd = append(out, method);
        int targetStart = append(out, " ");
        int targetEnd = append(out, target);
        int hostStart = append(out, " HTTP/1.1\r\nHost: ");
        int hostEnd = append(out, authority);
        append(out, "\r\n");
        List<int[]> offsets = new ArrayList<>();
        offsets.add(new int[] {hostStart - 6, hostStart - 2, hostStart, hostEnd});
        for (Line line : lines) {
            int nameStart = out.size();
            int nameEnd = append(out, line.name());
            int valueStart = append(out, ": ");
            int valueEnd = append(out, line.value());
            append(out, "\r\n");
            offsets.add(new int[] {nameStart, nameEnd, valueStart, valueEnd});
        }
        RequestHead head = new RequestHead();
        head.reset(out.toByteArray());
        head.method(0, methodEnd);
        target(head, targetStart, targetEnd);
        host(head, hostStart, hostEnd);
        head.secure(scheme.equals("https"));
        offsets.forEach(o -> head.fields().add(o[0], o[1], o[2], o[3]));
        return head;
    }

    private static void target(RequestHead head, int start, int end) {
        int question = Ascii.indexOf(head.bytes(), start, end, '?');
        boolean hasQuery = question < end;
        head.target(start, question, hasQuery ? question + 1 : -1, hasQuery ? end : -1);
    }

    private static void host(RequestHead head, int start, int end) {
        int hostEnd = end;
        if (head.bytes()[start] == '[') {
            hostEnd = Math.min(end, Ascii.indexOf(head.bytes(), start, end, ']') + 1);
        } else {
            hostEnd = Ascii.indexOf(head.bytes(), start, end, ':');
        }
        head.host(start, hostEnd, end);
    }

    private static int append(ByteArrayOutputStream out, String text) {
        out.writeBytes(Ascii.bytes(text));
        return out.size();
    }
}
