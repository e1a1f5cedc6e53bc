package org.fairlead.config;

/**
 * The names of the fields that proxy and application agree on. The field that flags a write is the service's own.
 *
 * @param request to the origin: role and class of the request
 * @param pin from the origin: how long the pin of this write is
 * @param decision to clients that may debug
 * @param origin from the origin: what it says of itself, such as {@code drain}
 */
public record Contract(String request, String pin, String decision, String origin) {
    /** The field between peers. No application speaks it, so its name is fixed. */
    public static final String HOP = "Fairlead-Hop";

    public String hop() {
        return HOP;
    }
}
