package org.fairlead.proxy.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.fairlead.proxy.conformance.Case.Kind;
import org.fairlead.proxy.conformance.Case.Step;

/** Reads the files of cases; {@code cases/README.txt} describes them. Errors name file and line. */
final class CaseFile {
    static final Path FOLDER = Path.of("src/test/resources/cases");
    private static final String GET = "GET / HTTP/1.1\r\nHost: wiki.example\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String OK_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{date}{via}";

    private final String file;
    private final List<Case> cases = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String name = "";
    private int nameLine;
    private Map<String, String> settings = new LinkedHashMap<>();
    private List<Step> steps = new ArrayList<>();

    private CaseFile(String file) {
        this.file = file;
    }

    /** All cases of all files, in the order of names. */
    static List<Case> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(path -> path.toString().endsWith(".cases"))
                    .sorted()
                    .flatMap(path -> read(path).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Case> read(Path path) {
        try {
            return parse(path.getFileName().toString(), Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Case> parse(String file, List<String> lines) {
        CaseFile reading = new CaseFile(file);
        for (int i = 0; i < lines.size(); i++) {
            reading.line(i + 1, lines.get(i));
        }
        reading.endCase();
        return reading.cases;
    }

    private void line(int number, String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("== ")) {
            endCase();
            name = line.substring(3).strip();
            nameLine = number;
            if (!names.add(name)) {
                throw error(number, "\"" + name + "\" (expected: a name of its own)");
            }
        } else if (name.isEmpty()) {
            throw error(number, "\"" + line + "\" (expected: == and a name first)");
        } else {
            statement(number, line);
        }
    }

    private void statement(int number, String line) {
        if (line.length() >= 2 && "CO".indexOf(line.charAt(0)) >= 0 && "<>".indexOf(line.charAt(1)) >= 0) {
            bytes(number, line);
            return;
        }
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        switch (word) {
            case "get" -> request(number, GET);
            case "answered" -> answered(number, rest);
            case "refused" -> step(Kind.REFUSED, number, rest);
            case "broken" -> step(Kind.BROKEN, number, rest);
            case "client" -> end(Kind.CLIENT_ENDS, Kind.CLIENT_IS, number, rest);
            case "origin" -> end(Kind.ORIGIN_ENDS, Kind.ORIGIN_IS, number, rest);
            case "connections" -> step(Kind.CONNECTIONS, number, rest);
            case "wait" -> step(Kind.WAIT, number, rest);
            case "set" -> set(number, rest);
            default ->
                throw error(
                        number,
                        "\"" + word + "\" (expected: C>, C<, O>, O<, get, answered, refused, broken, "
                                + "client, origin, connections, wait or set)");
        }
    }

    private void bytes(int number, String line) {
        Kind kind = line.charAt(0) == 'C'
                ? line.charAt(1) == '>' ? Kind.CLIENT_SENDS : Kind.CLIENT_GETS
                : line.charAt(1) == '>' ? Kind.ORIGIN_SENDS : Kind.ORIGIN_GETS;
        String text = line.length() < 3 ? "" : line.substring(3);
        String decoded;
        try {
            decoded = Notation.decode(text);
        } catch (IllegalArgumentException e) {
            throw error(number, String.valueOf(e.getMessage()));
        }
        Step last = steps.isEmpty() ? new Step(Kind.WAIT, 0, "") : steps.get(steps.size() - 1);
        if (last.kind() == kind) {
            steps.set(steps.size() - 1, new Step(kind, last.line(), last.text() + decoded));
        } else {
            step(kind, number, decoded);
        }
    }

    private void request(int number, String request) {
        step(Kind.CLIENT_SENDS, number, request);
    }

    /** {@code answered}, or {@code answered close}: the origin answers, and the client gets that. */
    private void answered(int number, String rest) {
        step(Kind.ORIGIN_SENDS, number, OK);
        step(Kind.CLIENT_GETS, number, OK_ANSWER + (rest.equals("close") ? "Connection: close\r\n" : "") + "\r\nok");
        step(Kind.CLIENT_IS, number, rest.equals("close") ? "closed" : "open");
    }

    private void end(Kind ends, Kind is, int number, String rest) {
        switch (rest) {
            case "ends" -> step(ends, number, "");
            case "open", "closed", "reset" -> step(is, number, rest);
            default -> throw error(number, "\"" + rest + "\" (expected: ends, open, closed or reset)");
        }
    }

    private void set(int number, String rest) {
        int space = rest.indexOf(' ');
        if (space < 0 || !Settings.isKnown(rest.substring(0, space))) {
            throw error(number, "\"" + rest + "\" (expected: one of " + Settings.NAMES + ", and a value)");
        }
        settings.put(rest.substring(0, space), rest.substring(space + 1));
    }

    private void step(Kind kind, int number, String text) {
        steps.add(new Step(kind, number, text));
    }

    private void endCase() {
        if (!name.isEmpty()) {
            if (steps.isEmpty()) {
                throw error(nameLine, "\"" + name + "\" (expected: steps)");
            }
            cases.add(new Case(file, nameLine, name, settings, List.copyOf(steps)));
        }
        settings = new LinkedHashMap<>();
        steps = new ArrayList<>();
    }

    private IllegalArgumentException error(int line, String message) {
        return new IllegalArgumentException(file + ":" + line + ": " + message);
    }
}
