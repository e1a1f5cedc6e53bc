package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Reads a request line (RFC 9112 §3): method, one space, target, one space, version. */
final class RequestLine {
    private static final int LONGEST_METHOD = 32;
    private static final long HTTP_1_1 = Octets.word("HTTP/1.1");
    private static final long HTTP_1_0 = Octets.word("HTTP/1.0");
    private static final byte[] HTTP_SLASH = Ascii.bytes("HTTP/");
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");

    private boolean absolute;

    /** Whether the target of the last line was an absolute URL, whose host counts more than the Host field (RFC 9112 §3.2.2). */
    boolean isAbsolute() {
        return absolute;
    }

    /** What is wrong with the method in {@code bytes[from, to)}, which may end anywhere; null where nothing is so far. */
    @Nullable
    Rejection checkMethod(byte[] bytes, int from, int to) {
        int end = Octets.tokenEnd(bytes, from, Math.min(to, from + LONGEST_METHOD + 1));
        if (end - from > LONGEST_METHOD) {
            return Rejection.METHOD_TOO_LONG;
        }
        if (end == to) {
            return null;
        }
        if (bytes[end] == ' ' && end > from) {
            return isRefused(bytes, from, end) ? Rejection.METHOD_NOT_ALLOWED : null;
        }
        return switch (bytes[end]) {
            case '\n' -> Rejection.BARE_LF;
            case '\r' -> Rejection.MALFORMED_REQUEST_LINE;
            default -> Rejection.BAD_METHOD;
        };
    }

    private static boolean isRefused(byte[] bytes, int start, int end) {
        if (bytes[start] != 'C' && bytes[start] != 'T') {
            return false;
        }
        Method method = Method.of(bytes, start, end);
        return method == Method.CONNECT || method == Method.TRACE;
    }

    /** Fills {@code head} from the line {@code bytes[from, end)}, whose method was checked; returns what is wrong, or null. */
    @Nullable
    Rejection parse(byte[] bytes, int from, int end, RequestHead head) {
        int methodEnd = Octets.tokenEnd(bytes, from, end);
        head.method(from, methodEnd);
        int target = methodEnd + 1;
        if (target >= end) {
            return Rejection.MALFORMED_REQUEST_LINE;
        }
        int targetEnd = Octets.targetEnd(bytes, target, end);
        if (targetEnd == end || (targetEnd == target && bytes[target] == ' ')) {
            return Rejection.MALFORMED_REQUEST_LINE;
        }
        if (bytes[targetEnd] != ' ') {
            return Rejection.BAD_TARGET;
        }
        Rejection fault = version(bytes, targetEnd + 1, end, head);
        return fault != null ? fault : target(bytes, target, targetEnd, head);
    }

    private static @Nullable Rejection version(byte[] bytes, int start, int end, RequestHead head) {
        if (end - start != Long.BYTES) {
            return Rejection.MALFORMED_REQUEST_LINE;
        }
        long version = Octets.word(bytes, start);
        if (version == HTTP_1_1) {
            return null;
        }
        if (version == HTTP_1_0) {
            head.minorVersion(0);
            return null;
        }
        boolean wellFormed = Ascii.equals(bytes, start, start + 5, HTTP_SLASH)
                && Octets.isDigit(bytes[start + 5])
                && bytes[start + 6] == '.'
                && Octets.isDigit(bytes[start + 7]);
        return wellFormed ? Rejection.UNSUPPORTED_VERSION : Rejection.MALFORMED_REQUEST_LINE;
    }

    private @Nullable Rejection target(byte[] bytes, int start, int end, RequestHead head) {
        absolute = false;
        if (bytes[start] == '/') {
            path(bytes, start, end, head);
            return null;
        }
        if (bytes[start] == '*' && end - start == 1 && head.method() == Method.OPTIONS) {
            head.target(start, end, -1, -1);
            return null;
        }
        absolute = true;
        int authority = schemeEnd(bytes, start, end);
        return authority < 0 ? Rejection.BAD_TARGET : url(bytes, authority, end, head);
    }

    private static int schemeEnd(byte[] bytes, int start, int end) {
        int plain = start + HTTP.length;
        if (plain <= end && Ascii.equalsIgnoreCase(bytes, start, plain, HTTP)) {
            return plain;
        }
        int secure = start + HTTPS.length;
        return secure <= end && Ascii.equalsIgnoreCase(bytes, start, secure, HTTPS) ? secure : -1;
    }

    /** An at sign makes no host, so that user information is refused (RFC 9110 §4.2.4). */
    private static @Nullable Rejection url(byte[] bytes, int authority, int end, RequestHead head) {
        int authorityEnd = authority;
        while (authorityEnd < end && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
            authorityEnd++;
        }
        int hostEnd = Authority.hostEnd(bytes, authority, authorityEnd);
        if (hostEnd == Authority.INVALID) {
            return Rejection.BAD_TARGET;
        }
        head.host(authority, hostEnd, authorityEnd);
        path(bytes, authorityEnd, end, head);
        return null;
    }

    private static void path(byte[] bytes, int start, int end, RequestHead head) {
        int question = Ascii.indexOf(bytes, start, end, '?');
        if (question == end) {
            head.target(start, end, -1, -1);
        } else {
            head.target(start, question, question + 1, end);
        }
    }
}
