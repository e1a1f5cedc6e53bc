package org.fairlead.proxy.conformance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One case of a file: what happens, step by step, and what must come of it.
 *
 * @param settings by name, as {@link Settings} knows them
 */
record Case(String file, int line, String name, Map<String, String> settings, List<Step> steps) {
    /** What a step does, or asks for. */
    enum Kind {
        CLIENT_SENDS,
        ORIGIN_SENDS,
        CLIENT_GETS,
        ORIGIN_GETS,
        CLIENT_ENDS,
        ORIGIN_ENDS,
        WAIT,
        REFUSED,
        BROKEN,
        CLIENT_IS,
        ORIGIN_IS,
        CONNECTIONS;

        boolean sends() {
            return this == CLIENT_SENDS || this == ORIGIN_SENDS;
        }
    }

    /**
     * @param text the bytes, a character an octet; or what the kind wants
     */
    record Step(Kind kind, int line, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** Where it stands, for people and their editors. */
    String where() {
        return file + ":" + line;
    }

    /** All that the client sends. */
    String request() {
        return text(Kind.CLIENT_SENDS);
    }

    /** All that the origin sends. */
    String response() {
        return text(Kind.ORIGIN_SENDS);
    }

    private String text(Kind kind) {
        StringBuilder all = new StringBuilder();
        steps.stream().filter(step -> step.kind() == kind).forEach(step -> all.append(step.text()));
        return all.toString();
    }

    boolean has(Kind kind) {
        return steps.stream().anyMatch(step -> step.kind() == kind);
    }
}
