package org.fairlead.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request as it is sent.
 *
 * @param headers Host among them
 * @param bodyBytes length of the body; 0: none
 */
public record Request(String method, String target, Map<String, String> headers, int bodyBytes) {
    public Request {
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public static Request get(String host, String target) {
        return new Request("GET", target, Map.of("Host", host), 0);
    }

    public static Request post(String host, String target, int bodyBytes) {
        return new Request("POST", target, Map.of("Host", host), bodyBytes);
    }

    public Request with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, bodyBytes);
    }

    /** Head and body on the wire (RFC 9112 §2.1). */
    ByteBuffer render() {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (bodyBytes > 0) {
            head.append("Content-Length: " + bodyBytes + "\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(bytes, bytes.length + bodyBytes);
        Arrays.fill(all, bytes.length, all.length, (byte) 'x');
        return ByteBuffer.wrap(all);
    }
}
