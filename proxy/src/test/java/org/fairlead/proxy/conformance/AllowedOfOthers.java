package org.fairlead.proxy.conformance;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairlead.proxy.conformance.NettyReader.Message;
import org.fairlead.proxy.conformance.OtherProxy.Kind;

/** What other proxies refuse, or pass on as something else, and we don't: looked at, and right; each with its reason. */
enum AllowedOfOthers {
    /** Methods are any token (RFC 9110 §9.1); nginx knows upper-case letters, {@code -} and {@code _}. Ours take what they don't know for writes. */
    METHOD_IS_A_TOKEN(Kind.NGINX, "^(?![A-Z_-]+ )[!-~]+ "),
    /** Tabs around a value are no part of it (RFC 9110 §5.5); nginx takes them for one. What we send on has one space. */
    TAB_AROUND_A_VALUE(Kind.NGINX, "(?im)^(content-length|transfer-encoding|host|connection|expect):( *\\t|.*\\t *\r)"),
    /** What the path means is the application's business (RFC 9110 §7.7): we pass it as it came. nginx undoes its escapes to find a location. */
    ESCAPES_ARE_THE_APPLICATIONS(Kind.NGINX, "(?m)^[!-~]+ [!-~]*%(00|(?![0-9A-Fa-f]{2}))"),
    /** The same of dot segments that lead above the root. */
    DOTS_ARE_THE_APPLICATIONS(Kind.NGINX, "(?m)^[!-~]+ [!-~]*(\\.|%2[eE]){2}"),
    /** {@code *} stays what it is, and an empty path becomes it (RFC 9112 §3.2.4); nginx makes a path of it. */
    ASTERISK_STAYS(Kind.NGINX, "(?i)OPTIONS (\\*|https?://[^/ ]* )"),
    /**
     * Lines of one name keep their order (RFC 9110 §5.3), and rules look at each. nginx refuses a second line of what it looks at itself;
     * so do we, of Host, Content-Length and Transfer-Encoding.
     */
    SECOND_LINES_PASS(
            Kind.NGINX,
            "(?im)^(expect|authorization|if-[a-z-]+|user-agent|referer|content-range|content-type|range|upgrade|te|keep-alive"
                    + "|date):(.*\r\n)+\\1:"),
    /** Connection is a list of tokens (RFC 9110 §7.6.1); nginx looks for {@code close} anywhere in it. */
    OPTIONS_ARE_WHOLE(Kind.NGINX, "(?im)^connection:.*([^\\s,:]close|close[^\\s,])"),
    /** A host is a registered name (RFC 3986 §3.2.2), sub-delimiters and all; nginx takes fewer in an absolute target. */
    HOST_IS_A_REGISTERED_NAME(Kind.NGINX, "(?im)^[!-~]+ https?://[^/? ]*[!$&'()*+,;=~_]"),
    /** A length says that there is a body, whatever the method (RFC 9112 §6); HAProxy refuses those of GET, HEAD and DELETE in HTTP/1.0. */
    BODY_OF_ANY_METHOD(Kind.HAPROXY, "(GET|HEAD|DELETE) [!-~]+ HTTP/1\\.0"),
    /** An offer of a WebSocket without its key may be ignored, as any (RFC 9110 §7.8), and is; HAProxy refuses the request. */
    OFFERS_MAY_BE_IGNORED(Kind.HAPROXY, "(?im)^upgrade:.*websocket"),
    /** An absolute target counts, and Host doesn't (RFC 9112 §3.2.2); HAProxy refuses where they differ. We write Host anew. */
    TARGET_BEATS_HOST(Kind.HAPROXY, "(?im)^[!-~]+ https?://");

    private final Kind kind;
    private final Pattern pattern;

    /** @param pattern something that the message must have */
    AllowedOfOthers(Kind kind, String pattern) {
        this.kind = kind;
        this.pattern = Pattern.compile(pattern);
    }

    /** Why one of the requests that we read in {@code bytes} may be none there, or another; empty: nobody knows. */
    static Optional<AllowedOfOthers> of(Kind kind, List<Message> ours, String bytes) {
        return Stream.of(values())
                .filter(reason -> reason.kind == kind && reason.isIn(ours, bytes))
                .findFirst();
    }

    private boolean isIn(List<Message> ours, String bytes) {
        return this == METHOD_IS_A_TOKEN
                ? ours.stream()
                        .anyMatch(message -> pattern.matcher(message.start()).find())
                : pattern.matcher(bytes).find();
    }
}
