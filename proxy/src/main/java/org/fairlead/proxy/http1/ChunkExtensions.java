package org.fairlead.proxy.http1;

import org.jspecify.annotations.Nullable;

/**
 * Checks the extensions of a chunk, octet by octet (RFC 9112 §7.1.1): {@code ;name}, {@code ;name=token} or {@code ;name="quoted"}, with
 * white space where the grammar has any. They mean nothing here; but where one reader sees the end of a line, another must not see
 * the inside of a quoted string.
 */
final class ChunkExtensions {
    private enum State {
        BEFORE_NAME,
        NAME,
        BEHIND_NAME,
        BEFORE_VALUE,
        TOKEN,
        QUOTED,
        ESCAPED,
        QUOTE_ENDED,
        BEHIND_VALUE
    }

    private State state = State.BEFORE_NAME;

    /** A semicolon has come. */
    void begin() {
        state = State.BEFORE_NAME;
    }

    /** Takes the next octet, which isn't CR; false where it can't stand there. */
    boolean take(byte b) {
        State next = next(b);
        if (next == null) {
            return false;
        }
        state = next;
        return true;
    }

    private @Nullable State next(byte b) {
        boolean isToken = Octets.isToken(b);
        boolean isSpace = b == ' ' || b == '\t';
        return switch (state) {
            case BEFORE_NAME -> isToken ? State.NAME : isSpace ? State.BEFORE_NAME : null;
            case NAME -> isToken ? State.NAME : behindName(b, isSpace);
            case BEHIND_NAME -> behindName(b, isSpace);
            case BEFORE_VALUE -> b == '"' ? State.QUOTED : isToken ? State.TOKEN : isSpace ? State.BEFORE_VALUE : null;
            case TOKEN -> isToken ? State.TOKEN : behindValue(b, isSpace);
            case QUOTE_ENDED, BEHIND_VALUE -> behindValue(b, isSpace);
            case QUOTED -> quoted(b);
            case ESCAPED -> isText(b) ? State.QUOTED : null;
        };
    }

    private static @Nullable State behindName(byte b, boolean isSpace) {
        if (isSpace) {
            return State.BEHIND_NAME;
        }
        return b == '=' ? State.BEFORE_VALUE : b == ';' ? State.BEFORE_NAME : null;
    }

    private static @Nullable State behindValue(byte b, boolean isSpace) {
        if (isSpace) {
            return State.BEHIND_VALUE;
        }
        return b == ';' ? State.BEFORE_NAME : null;
    }

    private static @Nullable State quoted(byte b) {
        return switch (b) {
            case '"' -> State.QUOTE_ENDED;
            case '\\' -> State.ESCAPED;
            default -> isText(b) ? State.QUOTED : null;
        };
    }

    private static boolean isText(byte b) {
        return b == '\t' || !Octets.isControl(b);
    }

    /** Whether they may end here. White space at the end belongs to nothing. */
    boolean mayEnd() {
        return switch (state) {
            case NAME, TOKEN, QUOTE_ENDED -> true;
            case BEFORE_NAME, BEHIND_NAME, BEFORE_VALUE, QUOTED, ESCAPED, BEHIND_VALUE -> false;
        };
    }
}
