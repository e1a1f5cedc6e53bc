package org.fairlead.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.fairlead.routing.RandomWorld.Plain;

/** Writes a plain request in other ways that some server takes for the same, by servers of our own: not with the engine's code. */
final class Respelling {
    private final Random random;

    Respelling(Random random) {
        this.random = random;
    }

    String line(Plain request) {
        return request.method() + " https://" + host(request.host()) + path(request.path())
                + request.q().map(this::query).orElse("");
    }

    String fields(Plain request) {
        String name = random.nextBoolean() ? "x-h" : "X-H";
        String more = request.header().isPresent() && random.nextInt(4) == 0 ? name + ": 9 ~ " : "";
        String quote = random.nextBoolean() ? "\"" : "";
        String header = request.header().map(v -> name + ": " + v + " ~ ").orElse("");
        String cookie = request.cookie().map(v -> "; c=" + quote + v + quote).orElse("");
        return more + header + (request.fields().contains("Cookie") ? "Cookie: z=0" + cookie + request.cookies() : "");
    }

    private String host(String host) {
        return switch (random.nextInt(4)) {
            case 0 -> host.toUpperCase(Locale.ROOT);
            case 1 -> host + ".";
            case 2 -> host + ":8080";
            default -> host;
        };
    }

    private String query(String value) {
        String more = random.nextInt(4) == 0 ? "q=9&" : "";
        return "?" + more + encode("q") + "=" + encode(value) + (random.nextInt(4) == 0 ? "&&q=8" : "");
    }

    private String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String hex = String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", (int) c);
            out.append(random.nextInt(3) == 0 ? hex : String.valueOf(c));
        }
        return out.toString();
    }

    /** Tries until some server takes it for {@code path}; the last resort is the path itself. */
    private String path(String path) {
        for (int attempt = 0; attempt < 20; attempt++) {
            String spelled = scramble(path);
            if (spelled.startsWith("/") && resolved(spelled).contains(path)) {
                return spelled;
            }
        }
        return path;
    }

    private static final String[] NOISE = {
        "/", "//", "/.", "/%2e", "/zz/..", "/zz/%2E%2e", "/zz//../..", "/zz//..", "/zz%2Fy/..", "%2F", "/zz/%2f../.."
    };

    private String scramble(String path) {
        StringBuilder out = new StringBuilder();
        for (String segment : path.substring(1).split("/", -1)) {
            for (int i = random.nextInt(3); i > 0; i--) {
                out.append(NOISE[random.nextInt(NOISE.length)]);
            }
            out.append(random.nextInt(6) == 0 ? "%2F" : "/").append(encode(segment));
        }
        return out.toString();
    }

    /** What four servers make of a path. */
    static List<String> resolved(String raw) {
        return List.of(
                merged(dotless(decoded(raw, true), false)),
                dotless(merged(decoded(raw, true)), false),
                merged(decoded(dotless(raw, true), true)),
                merged(decoded(dotless(merged(raw), true), true)));
    }

    private static String merged(String path) {
        return path.replaceAll("/+", "/");
    }

    private static String decoded(String path, boolean slashes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            boolean escape = path.charAt(i) == '%' && path.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*");
            char c = escape ? (char) Integer.parseInt(path.substring(i + 1, i + 3), 16) : path.charAt(i);
            out.append(escape && c == '/' && !slashes ? path.substring(i, i + 3) : String.valueOf(c));
            i += escape ? 2 : 0;
        }
        return out.toString();
    }

    private static String dotless(String path, boolean encodedDots) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String plain = encodedDots ? segments[i].replaceAll("(?i)%2e", ".") : segments[i];
            boolean isDots = plain.equals(".") || plain.equals("..");
            if (plain.equals("..")) {
                kept.pollLast();
            } else if (!isDots) {
                kept.addLast(segments[i]);
            }
            if (isDots && i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
