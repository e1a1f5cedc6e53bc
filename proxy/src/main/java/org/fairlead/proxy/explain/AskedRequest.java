package org.fairlead.proxy.explain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fairlead.config.Relay;
import org.fairlead.config.Trust;
import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.proxy.http1.RequestParser;
import org.fairlead.proxy.http1.Underscores;
import org.jspecify.annotations.Nullable;

/** A request that somebody asks about, in words. */
public final class AskedRequest {
    private final String text;
    private final RequestHead head;
    private final byte[] wire;

    private AskedRequest(String text, RequestHead head, byte[] wire) {
        this.text = text;
        this.head = head;
        this.wire = wire;
    }

    /**
     * @param fields each as {@code Name: value}
     * @throws IllegalArgumentException naming what isn't a part of a request
     */
    public static AskedRequest of(String method, String url, List<String> fields) {
        if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("\"" + method + "\" (expected: a method, such as GET)");
        }
        RequestHeadBuilder builder = RequestHeadBuilder.request(method, url);
        for (String field : fields) {
            int colon = field.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("\"" + field + "\" (expected: a field, such as 'Cookie: a=b')");
            }
            builder.field(field.substring(0, colon).strip(), field.substring(colon + 1));
        }
        RequestHead head = builder.build();
        return new AskedRequest(method + " " + url, head, wire(method, url, head));
    }

    /** As a client would send it: a URL without a path goes as a whole, so that {@code OPTIONS} means what it would. */
    private static byte[] wire(String method, String url, RequestHead head) {
        String built = new String(head.bytes(), StandardCharsets.UTF_8);
        int fragment = url.indexOf('#');
        boolean hasPath = built.charAt(method.length() + 1) == '/';
        String rest = hasPath
                ? built.substring(method.length())
                : " " + url.substring(0, fragment < 0 ? url.length() : fragment)
                        + built.substring(built.indexOf(" HTTP/1.1\r\n"));
        return (method + rest + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    RequestHead head() {
        return head;
    }

    /** Why a proxy would refuse it unread; null where it would not. */
    @Nullable
    Rejection rejection(Relay relay) {
        RequestHead read = new RequestHead();
        RequestParser parser = new RequestParser(
                new HeadLimits(relay.limits().headBytes(), relay.limits().headerCount()));
        int end = parser.parse(wire, 0, wire.length, read);
        if (end == RequestParser.REJECTED) {
            return parser.rejection();
        }
        if (end != wire.length) {
            // A line that ends too early, or none that ends.
            return Rejection.CONTROL_CHARACTER;
        }
        boolean isUnwanted =
                relay.trust().underscores() == Trust.Underscores.REFUSE && Underscores.areIn(read.fields());
        return isUnwanted ? Rejection.UNDERSCORE_IN_NAME : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
