package org.fairlead.proxy.testkit;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What comes on one stream, as the text that HTTP/1.1 would have for it. Guarded by its {@link Http2Conversation}. */
final class AnswerText {
    /** @param window what the sender may send anew once this was read */
    record Part(byte[] bytes, int window) {}

    private final int stream;
    private final boolean isToHead;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private boolean hasHead;
    private boolean isChunked;
    private boolean isEnded;
    private boolean isReset;

    /** @param isToHead whether the request was a HEAD */
    AnswerText(int stream, boolean isToHead) {
        this.stream = stream;
        this.isToHead = isToHead;
    }

    int stream() {
        return stream;
    }

    void block(Http2Headers headers, boolean ends) {
        if (!hasHead) {
            head(headers, ends);
        } else if (isChunked) {
            text("0\r\n" + lines(headers) + "\r\n");
        }
        isEnded |= ends;
    }

    private void head(Http2Headers headers, boolean ends) {
        int status = Integer.parseInt(String.valueOf(headers.status()));
        hasHead = status >= 200;
        boolean isBare = isToHead || status < 200 || status == 204 || status == 304;
        boolean isCounted = headers.contains("content-length");
        isChunked = !isBare && !ends && !isCounted;
        String framing = isChunked ? "Transfer-Encoding: chunked\r\n" : "";
        if (!isBare && ends && !isCounted) {
            framing = "Content-Length: 0\r\n";
        }
        text("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n" + lines(headers) + framing + "\r\n");
    }

    private static String lines(Http2Headers headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach(field -> {
            if (field.getKey().charAt(0) != ':') {
                lines.append(usual(field.getKey()))
                        .append(": ")
                        .append(field.getValue())
                        .append("\r\n");
            }
        });
        return lines.toString();
    }

    /** As it is usually written in HTTP/1.1, so that tests look for what would be there. */
    private static String usual(CharSequence name) {
        StringBuilder usual = new StringBuilder(name);
        for (int i = 0; i < usual.length(); i++) {
            if (i == 0 || usual.charAt(i - 1) == '-') {
                usual.setCharAt(i, Character.toUpperCase(usual.charAt(i)));
            }
        }
        return usual.toString();
    }

    void data(byte[] content, boolean ends) {
        if (isChunked && content.length > 0) {
            text(Integer.toHexString(content.length) + "\r\n");
        }
        parts.add(new Part(content, content.length));
        if (isChunked && content.length > 0) {
            text("\r\n");
        }
        if (isChunked && ends) {
            text("0\r\n\r\n");
        }
        isEnded |= ends;
    }

    void reset() {
        isReset = true;
    }

    private void text(String text) {
        parts.add(new Part(text.getBytes(StandardCharsets.ISO_8859_1), 0));
    }

    /** The next part to read; null where there is none yet, or none any more. */
    @Nullable
    Part poll() {
        return parts.poll();
    }

    /** Whether it came whole. */
    boolean isEnded() {
        return isEnded;
    }

    /** Whether nothing more comes, and nothing more is wanted. */
    boolean isReset() {
        return isReset;
    }
}
