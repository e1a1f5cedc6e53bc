package org.fairlead.proxy.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages made of the table's by small changes that know what a message looks like. The same seed gives the same message. */
final class Mutations {
    private static final String[] BITS = {
        "\r",
        "\n",
        "\r\n",
        "\0",
        "\t",
        " ",
        ":",
        ",",
        ";",
        "\u000b",
        "\u007f",
        "\u00ff",
        "0",
        "1",
        "+",
        "-",
        "x",
        "\"",
        "\r\n ",
        "\r\n\r\n"
    };
    private static final String[] LINES = {
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Connection: close\r\n",
        "Connection: upgrade\r\n",
        "Upgrade: websocket\r\n",
        "Expect: 100-continue\r\n",
        "Host: evil.example\r\n",
        "X: y\r\n"
    };

    private final List<String> seeds;

    Mutations(List<String> seeds) {
        this.seeds = seeds;
    }

    /** One message, or several, or something that was one. */
    String make(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(pick(random));
        for (int i = random.nextInt(5); i > 0; i--) {
            change(text, random);
        }
        if (random.nextInt(4) == 0) {
            text.append(pick(random));
        }
        return text.toString();
    }

    private String pick(Random random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private void change(StringBuilder text, Random random) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(9)) {
            case 0 -> text.insert(at, BITS[random.nextInt(BITS.length)]);
            case 1 -> replace(text, at, BITS[random.nextInt(BITS.length)]);
            case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
            case 3 -> duplicateLine(text, at);
            case 4 -> text.insert(lineStart(text, at), LINES[random.nextInt(LINES.length)]);
            case 5 -> changeNumber(text, at, random);
            case 6 -> splice(text, at, pick(random), random);
            case 7 -> changeCase(text, at);
            default -> dropLine(text, at);
        }
    }

    private static void replace(StringBuilder text, int at, String bit) {
        if (at < text.length()) {
            text.replace(at, at + 1, bit);
        }
    }

    private static int lineStart(StringBuilder text, int at) {
        return text.lastIndexOf("\n", at - 1) + 1;
    }

    private static int lineEnd(StringBuilder text, int at) {
        int end = text.indexOf("\n", at);
        return end < 0 ? text.length() : end + 1;
    }

    private static void duplicateLine(StringBuilder text, int at) {
        int start = lineStart(text, at);
        text.insert(start, text.substring(start, lineEnd(text, at)));
    }

    private static void dropLine(StringBuilder text, int at) {
        text.delete(lineStart(text, at), lineEnd(text, at));
    }

    private static void changeNumber(StringBuilder text, int from, Random random) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                text.replace(
                        i,
                        i + 1,
                        List.of("0", "1", "9", "A", "00", "-1", "99999999999999999999")
                                .get(random.nextInt(7)));
                return;
            }
        }
    }

    private static void splice(StringBuilder text, int at, String other, Random random) {
        text.setLength(at);
        text.append(other, random.nextInt(other.length() + 1), other.length());
    }

    private static void changeCase(StringBuilder text, int at) {
        if (at < text.length() && Character.isLetter(text.charAt(at))) {
            text.setCharAt(at, (char) (text.charAt(at) ^ 0x20));
        }
    }

    /** What the table's clients send, as far as it is small. */
    static Mutations ofRequests() {
        return of(CaseFile.all().stream().map(Case::request).toList());
    }

    static Mutations ofResponses() {
        return of(CaseFile.all().stream().map(Case::response).toList());
    }

    private static Mutations of(List<String> all) {
        List<String> some = new ArrayList<>(all);
        some.removeIf(text -> text.isEmpty() || text.length() > 1000);
        return new Mutations(some);
    }
}
