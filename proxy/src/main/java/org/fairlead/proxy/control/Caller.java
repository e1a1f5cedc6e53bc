package org.fairlead.proxy.control;

/**
 * Who asks, and why.
 *
 * @param who as they say, and where they come from; the token is all that is checked
 */
public record Caller(String who, String why) {
    private static final int LONGEST = 200;

    public Caller {
        who = cut(who);
        why = cut(why);
    }

    /** Without what could break a line of a log. */
    private static String cut(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }

    @Override
    public String toString() {
        return why.isEmpty() ? who : who + " (" + why + ")";
    }
}
