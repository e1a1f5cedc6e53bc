package org.fairlead.routing;

import org.fairlead.message.Ascii;

/** How a service's application says, in its answer, that a request treated as a read has written, and what follows. */
public record WritesOnSafe(Flag flag, Mode mode) {
    /** What follows from a flag. */
    public enum Mode {
        /** Passes; counted and logged. */
        OBSERVE,
        /** The answer is dropped and replaced by 500. */
        REJECT
    }

    /** Where the application says so. */
    public sealed interface Flag {
        /** A field of the header or trailer section: {@code blocked} or {@code done}. */
        record Field(String name, byte[] lowerName) implements Flag {
            public Field(String name) {
                this(name, Ascii.bytes(Ascii.lower(name)));
            }
        }

        /** A cookie that it sets only when it wrote. */
        record SetCookie(String name, byte[] nameBytes) implements Flag {
            public SetCookie(String name) {
                this(name, Ascii.bytes(name));
            }
        }
    }

    /** What an answer says. */
    public enum Finding {
        NOTHING,
        /** A write was attempted and refused; nothing was committed. */
        BLOCKED,
        /** A write was committed. */
        DONE
    }
}
