package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.BodyReader.Progress;
import org.jspecify.annotations.Nullable;

/** Gathers the trailer section behind the last chunk (RFC 9112 §7.1.2), reads it, and keeps the fields that may be sent on. */
final class TrailerSection {
    private static final byte[] NOTHING = {};
    private static final int FIRST_CAPACITY = 256;

    private final int maxBytes;
    private final FieldSection section;
    private final FieldTable received = new FieldTable();
    private final FieldTable kept = new FieldTable();
    private byte[] bytes = NOTHING;
    private int count;
    private int lineStart;
    private @Nullable Rejection rejection;

    TrailerSection(HeadLimits limits) {
        maxBytes = limits.headBytes();
        section = new FieldSection(limits.fieldCount(), FieldSection.SpaceBeforeColon.REJECT);
    }

    /** Forgets the last message's; gives back the array, which an idle connection shouldn't hold. */
    void reset() {
        bytes = NOTHING;
        kept.reset(bytes);
        received.reset(bytes);
        count = 0;
        lineStart = 0;
        rejection = null;
    }

    /** Why the last read was {@link Progress#REJECTED}; null otherwise. */
    @Nullable
    Rejection rejection() {
        return rejection;
    }

    /** The fields that may be sent on, once the section is complete; valid until the next reset. */
    FieldTable fields() {
        return kept;
    }

    /** Takes octets up to the section's end. Borrows {@code in}. */
    Progress read(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (count == maxBytes) {
                return reject(Rejection.TRAILERS_TOO_LARGE);
            }
            add(b);
            if (b == '\n') {
                boolean ends = count - lineStart == 2;
                if (bytes[Math.max(0, count - 2)] != '\r') {
                    return reject(Rejection.BAD_TRAILER);
                }
                lineStart = count;
                if (ends) {
                    return parse();
                }
            }
        }
        return Progress.MORE;
    }

    private void add(byte b) {
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_CAPACITY, count * 2));
        }
        bytes[count++] = b;
    }

    private Progress parse() {
        received.reset(bytes);
        kept.reset(bytes);
        if (section.parse(bytes, 0, count, received) != count) {
            boolean tooMany = section.rejection() == Rejection.TOO_MANY_FIELDS;
            return reject(tooMany ? Rejection.TRAILERS_TOO_LARGE : Rejection.BAD_TRAILER);
        }
        for (int i = 0; i < received.count(); i++) {
            if (TrailerFields.changesTheMessage(received.name(i))) {
                return reject(Rejection.FORBIDDEN_TRAILER);
            }
            if (TrailerFields.mayBeSentOn(received, i)) {
                kept.add(received.nameStart(i), received.nameEnd(i), received.valueStart(i), received.valueEnd(i));
            }
        }
        return Progress.COMPLETE;
    }

    private Progress reject(Rejection rejection) {
        this.rejection = rejection;
        return Progress.REJECTED;
    }
}
