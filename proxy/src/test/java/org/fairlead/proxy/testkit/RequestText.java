package org.fairlead.proxy.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads requests in HTTP/1.1, in any pieces, and says them as HTTP/2 would. Not for what HTTP/2 cannot say, such as an Upgrade. */
final class RequestText {
    /** Where it is said. */
    interface Outlet {
        /** @param lines names and values in turn */
        void head(List<String> lines, boolean ends) throws IOException;

        void data(String content, boolean ends) throws IOException;

        void trailers(List<String> lines) throws IOException;
    }

    private enum Phase {
        HEAD,
        COUNTED,
        SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS
    }

    private static final Set<String> OPTIONS = Set.of("te", "close", "keep-alive");

    private final Outlet outlet;
    private final String scheme;
    private final StringBuilder text = new StringBuilder();
    private Phase phase = Phase.HEAD;
    private long left;

    RequestText(Outlet outlet, String scheme) {
        this.outlet = outlet;
        this.scheme = scheme;
    }

    void read(byte[] bytes, int offset, int length) throws IOException {
        text.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
        while (step()) {
            // The next part.
        }
    }

    private boolean step() throws IOException {
        return switch (phase) {
            case HEAD -> head(until("\r\n\r\n"));
            case COUNTED -> counted();
            case SIZE -> size(until("\r\n"));
            case CHUNK -> chunk();
            case CHUNK_END -> chunkEnd(until("\r\n"));
            case TRAILERS -> trailers();
        };
    }

    /** The text before {@code end}, taken with it; empty and nothing taken, where that isn't there yet. */
    private Optional<String> until(String end) {
        int at = text.indexOf(end);
        if (at < 0) {
            return Optional.empty();
        }
        String taken = text.substring(0, at);
        text.delete(0, at + end.length());
        return Optional.of(taken);
    }

    private boolean head(Optional<String> head) throws IOException {
        if (head.isEmpty()) {
            return false;
        }
        String[] lines = head.get().split("\r\n", -1);
        String[] request = lines[0].split(" ", -1);
        if (request.length != 3 || !request[2].equals("HTTP/1.1")) {
            throw new IllegalArgumentException(lines[0] + " (expected: a request line that HTTP/2 can say)");
        }
        List<String> fields = new ArrayList<>();
        String authority = "";
        left = -1;
        boolean isChunked = false;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", "");
            switch (name) {
                case "host" -> authority = value;
                case "connection" -> checkOptions(value);
                case "transfer-encoding" -> isChunked = checkCoding(value);
                case "upgrade" -> throw new IllegalArgumentException("Upgrade (expected: what HTTP/2 can say)");
                default -> {
                    left = name.equals("content-length") ? Long.parseLong(value) : left;
                    fields.add(name);
                    fields.add(value);
                }
            }
        }
        String target = request[1];
        if (target.startsWith("http://")) {
            int path = target.indexOf('/', "http://".length());
            authority = target.substring("http://".length(), path);
            target = target.substring(path);
        }
        List<String> all = new ArrayList<>(
                List.of(":method", request[0], ":scheme", scheme, ":path", target, ":authority", authority));
        all.addAll(fields);
        boolean hasBody = isChunked || left > 0;
        outlet.head(all, !hasBody);
        phase = isChunked ? Phase.SIZE : hasBody ? Phase.COUNTED : Phase.HEAD;
        return true;
    }

    private static void checkOptions(String value) {
        for (String option : value.toLowerCase(Locale.ROOT).split("[, ]+", -1)) {
            if (!OPTIONS.contains(option)) {
                throw new IllegalArgumentException("Connection: " + value + " (expected: what HTTP/2 can say)");
            }
        }
    }

    private static boolean checkCoding(String value) {
        if (!value.equals("chunked")) {
            throw new IllegalArgumentException("Transfer-Encoding: " + value + " (expected: chunked)");
        }
        return true;
    }

    private boolean counted() throws IOException {
        return content(true);
    }

    private boolean chunk() throws IOException {
        return content(false);
    }

    private boolean content(boolean isLast) throws IOException {
        if (text.length() == 0) {
            return false;
        }
        int length = (int) Math.min(left, text.length());
        String content = text.substring(0, length);
        text.delete(0, length);
        left -= length;
        outlet.data(content, isLast && left == 0);
        if (left == 0) {
            phase = isLast ? Phase.HEAD : Phase.CHUNK_END;
        }
        return true;
    }

    private boolean size(Optional<String> line) {
        if (line.isEmpty()) {
            return false;
        }
        left = Long.parseLong(line.get().split(";", 2)[0].strip(), 16);
        phase = left == 0 ? Phase.TRAILERS : Phase.CHUNK;
        return true;
    }

    private boolean chunkEnd(Optional<String> line) {
        if (line.isEmpty()) {
            return false;
        }
        phase = Phase.SIZE;
        return true;
    }

    private boolean trailers() throws IOException {
        if (text.indexOf("\r\n") == 0) {
            text.delete(0, 2);
            outlet.data("", true);
            phase = Phase.HEAD;
            return true;
        }
        Optional<String> section = until("\r\n\r\n");
        if (section.isEmpty()) {
            return false;
        }
        List<String> lines = new ArrayList<>();
        for (String line : section.get().split("\r\n", -1)) {
            int colon = line.indexOf(':');
            lines.add(line.substring(0, colon).toLowerCase(Locale.ROOT));
            lines.add(line.substring(colon + 1).strip());
        }
        outlet.trailers(lines);
        phase = Phase.HEAD;
        return true;
    }
}
