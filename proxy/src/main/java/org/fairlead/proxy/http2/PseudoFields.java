package org.fairlead.proxy.http2;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** The pseudo-header fields of a request, judged strictly (RFC 9113 §8.3.1, RFC 8441 §4). One for each connection, reused. */
final class PseudoFields {
    private static final AsciiString METHOD_NAME = AsciiString.cached(":method");
    private static final AsciiString SCHEME_NAME = AsciiString.cached(":scheme");
    private static final AsciiString AUTHORITY_NAME = AsciiString.cached(":authority");
    private static final AsciiString PATH_NAME = AsciiString.cached(":path");
    private static final AsciiString PROTOCOL_NAME = AsciiString.cached(":protocol");
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    private static final AsciiString OPTIONS = AsciiString.cached("OPTIONS");
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");
    private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");

    /** Empty: there is none. */
    private AsciiString method = AsciiString.EMPTY_STRING;

    private @Nullable AsciiString scheme;
    private @Nullable AsciiString authority;
    private @Nullable AsciiString path;
    private @Nullable AsciiString protocol;
    private int count;
    private int bytes;

    /** Takes them from the start of {@code block}; returns what is wrong with one of them, or null. */
    @Nullable
    Malformed read(HeaderBlock block) {
        method = AsciiString.EMPTY_STRING;
        scheme = null;
        authority = null;
        path = null;
        protocol = null;
        count = 0;
        bytes = 0;
        while (count < block.size() && block.isPseudo(count)) {
            AsciiString value = block.value(count);
            Malformed fault = field(block.name(count), value);
            if (fault != null) {
                return fault;
            }
            bytes += value.length();
            count++;
        }
        return null;
    }

    private @Nullable Malformed field(AsciiString name, AsciiString value) {
        @Nullable AsciiString before;
        if (name.equals(METHOD_NAME)) {
            before = method.isEmpty() ? null : method;
            method = value;
        } else if (name.equals(PATH_NAME)) {
            before = path;
            path = value;
        } else if (name.equals(SCHEME_NAME)) {
            before = scheme;
            scheme = value;
        } else if (name.equals(AUTHORITY_NAME)) {
            before = authority;
            authority = value;
        } else if (name.equals(PROTOCOL_NAME)) {
            before = protocol;
            protocol = value;
        } else {
            return Malformed.UNKNOWN_PSEUDO_FIELD;
        }
        if (before != null) {
            return Malformed.PSEUDO_FIELD_TWICE;
        }
        return Fields.isOneWord(value) ? null : Malformed.BAD_PSEUDO_VALUE;
    }

    /** Whether they make sense together, and with what Host says. */
    @Nullable
    Malformed meaning(@Nullable AsciiString host) {
        if (method.isEmpty()) {
            return Malformed.PSEUDO_FIELD_MISSING;
        }
        boolean isConnect = CONNECT.equals(method);
        if (protocol != null && !isConnect) {
            return Malformed.UNKNOWN_PSEUDO_FIELD;
        }
        Malformed fault = isConnect && protocol == null ? plainConnect() : judgeTarget();
        return fault == null ? judgeAuthority(host) : fault;
    }

    /** §8.5. It is refused all the same, but as what it is. */
    private @Nullable Malformed plainConnect() {
        if (scheme != null || path != null) {
            return Malformed.UNKNOWN_PSEUDO_FIELD;
        }
        if (authority == null) {
            return Malformed.PSEUDO_FIELD_MISSING;
        }
        // It is the target, and Host.
        bytes += authority.length();
        return null;
    }

    private @Nullable Malformed judgeTarget() {
        AsciiString target = path;
        if (target == null || scheme == null) {
            return Malformed.PSEUDO_FIELD_MISSING;
        }
        if (!scheme.contentEqualsIgnoreCase(HTTP) && !scheme.contentEqualsIgnoreCase(HTTPS)) {
            return Malformed.BAD_PSEUDO_VALUE;
        }
        // An absolute URL here would be taken for one in HTTP/1.1.
        boolean isAsterisk = target.length() == 1 && target.byteAt(0) == '*' && method.equals(OPTIONS);
        return target.byteAt(0) == '/' || isAsterisk ? null : Malformed.BAD_PSEUDO_VALUE;
    }

    private @Nullable Malformed judgeAuthority(@Nullable AsciiString host) {
        if (authority == null) {
            return null;
        }
        if (authority.indexOf('@', 0) >= 0) {
            return Malformed.BAD_AUTHORITY;
        }
        return host == null || authority.contentEqualsIgnoreCase(host) ? null : Malformed.HOST_DIFFERS;
    }

    /** How many there are, before all other fields. */
    int count() {
        return count;
    }

    /** What their values take, each as often as it is written. */
    int bytes() {
        return bytes;
    }

    AsciiString method() {
        return method;
    }

    /** What the request is for: a path, or the authority of a plain CONNECT. */
    AsciiString target() {
        AsciiString target = path != null ? path : authority;
        return target == null ? AsciiString.EMPTY_STRING : target;
    }

    @Nullable
    AsciiString authority() {
        return authority;
    }

    /** Whether it asks for a tunnel (RFC 8441). */
    boolean isExtendedConnect() {
        return protocol != null;
    }

    boolean isWebSocket() {
        return WEBSOCKET.equals(protocol);
    }
}
