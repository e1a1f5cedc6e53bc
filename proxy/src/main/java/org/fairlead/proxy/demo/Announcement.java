package org.fairlead.proxy.demo;

import java.util.HashMap;
import java.util.Map;

/**
 * What Fairlead tells an application of a request, in {@code Fairlead-Request}: a structured dictionary (RFC 9651), of which
 * the plain tokens and integers that Fairlead writes are read here.
 *
 * @param isKnown false: the request didn't come through Fairlead
 */
record Announcement(boolean isKnown, String role, String treatedAs) {
    /** Reads {@code dc=codfw, role=replica, treated-as=read, epoch=17}; an empty text is nothing known. */
    static Announcement parse(String field) {
        Map<String, String> members = new HashMap<>();
        for (String member : field.split(",", -1)) {
            int equals = member.indexOf('=');
            if (equals > 0) {
                members.put(
                        member.substring(0, equals).strip(),
                        member.substring(equals + 1).strip());
            }
        }
        return new Announcement(
                !members.isEmpty(), members.getOrDefault("role", ""), members.getOrDefault("treated-as", ""));
    }

    boolean isRead() {
        return treatedAs.equals("read");
    }
}
