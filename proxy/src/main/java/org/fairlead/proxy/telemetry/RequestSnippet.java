package org.fairlead.proxy.telemetry;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the parts of a request head that are told about it later, in one reused array.
 *
 * <p>Method and path are always kept, for the route of a flagged write; request id, host and query only for the log. Parts
 * longer than their limit are cut.
 */
final class RequestSnippet {
    static final int LONGEST_ID = 128;
    static final int LONGEST_METHOD = 32;
    static final int LONGEST_HOST = 255;
    static final int LONGEST_TARGET_PART = 2048;
    private static final int USUAL_SIZE = 256;

    /** A range of {@link #bytes}; empty where there is nothing, {@code start} is -1 where there was no such part. */
    static final class Part {
        int start = -1;
        int end = -1;
        boolean isCut;

        boolean isPresent() {
            return start >= 0;
        }

        private void clear() {
            start = -1;
            end = -1;
            isCut = false;
        }
    }

    final Part id = new Part();
    final Part method = new Part();
    final Part host = new Part();
    final Part path = new Part();
    final Part query = new Part();
    /** Of HTTP, as the client spoke it: 1.0, 1.1 or 2; null where it isn't known. */
    @Nullable
    String version;

    private final BooleanSupplier isLogged;
    private byte[] bytes = new byte[USUAL_SIZE];
    private int used;

    RequestSnippet(BooleanSupplier isLogged) {
        this.isLogged = isLogged;
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        used = 0;
        version = null;
        id.clear();
        method.clear();
        host.clear();
        path.clear();
        query.clear();
        // One long URL must not make every idle connection large.
        if (bytes.length > USUAL_SIZE * 2) {
            bytes = new byte[USUAL_SIZE];
        }
    }

    void requestId(byte[] source, int start, int end) {
        if (isLogged.getAsBoolean()) {
            copy(id, source, start, end, LONGEST_ID);
        }
    }

    void describe(RequestHead head) {
        byte[] source = head.bytes();
        copy(method, source, head.methodStart(), head.methodEnd(), LONGEST_METHOD);
        copy(path, source, head.pathStart(), head.pathEnd(), LONGEST_TARGET_PART);
        if (!isLogged.getAsBoolean()) {
            return;
        }
        version = head.majorVersion() == 2 ? "2" : head.minorVersion() == 0 ? "1.0" : "1.1";
        copy(host, source, head.hostStart(), head.hostEnd(), LONGEST_HOST);
        if (head.hasQuery()) {
            copy(query, source, head.queryStart(), head.queryEnd(), LONGEST_TARGET_PART);
        }
    }

    private void copy(Part part, byte[] source, int start, int end, int limit) {
        int length = Math.min(end - start, limit);
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
        }
        System.arraycopy(source, start, bytes, used, length);
        part.start = used;
        used += length;
        part.end = used;
        part.isCut = end - start > limit;
    }

    /** Method and path, such as {@code GET /entries/delete}. */
    String route() {
        return text(method) + " " + (path.end > path.start ? text(path) : "/");
    }

    /** Empty where there was no such part. */
    String text(Part part) {
        return part.isPresent() ? Ascii.text(bytes, part.start, part.end) : "";
    }
}
