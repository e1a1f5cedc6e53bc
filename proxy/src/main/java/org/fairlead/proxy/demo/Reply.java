package org.fairlead.proxy.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** What an appserver answers. */
record Reply(int status, Map<String, String> fields, String body) {
    private static final String WRITE_FLAG = "Fairlead-Write";

    static Reply html(int status, String body) {
        return new Reply(status, Map.of("Content-Type", "text/html; charset=utf-8"), body);
    }

    static Reply json(String body) {
        return new Reply(200, Map.of("Content-Type", "application/json"), body);
    }

    static Reply text(int status, String body) {
        return new Reply(status, Map.of("Content-Type", "text/plain; charset=utf-8"), body + "\n");
    }

    /** To the list of entries, after a write. */
    static Reply seeOther() {
        return new Reply(303, Map.of("Location", "/"), "");
    }

    /** Says that a request that should have been a read has written. */
    Reply flagged(String flag) {
        return with(WRITE_FLAG, flag);
    }

    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
