package org.fairlead.proxy.explain;

import java.util.List;
import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;

/** A request that somebody asks about, in words. */
public final class AskedRequest {
    private AskedRequest() {}

    /**
     * @param fields each as {@code Name: value}
     * @throws IllegalArgumentException naming what isn't a part of a request
     */
    public static RequestHead head(String method, String url, List<String> fields) {
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
        return builder.build();
    }
}
