package org.fairlead.proxy.http2;

import io.netty.util.AsciiString;
import org.fairlead.message.FieldTable;
import org.fairlead.proxy.http1.TrailerFields;
import org.jspecify.annotations.Nullable;

/** A trailer section in a header block, judged (RFC 9113 §8.1, §8.2), without what may not be sent on. Reused. */
public final class TrailerBlock {
    private final int mostFields;
    private final FieldTable received = new FieldTable();
    private final FieldTable kept = new FieldTable();

    public TrailerBlock(int mostFields) {
        this.mostFields = mostFields;
    }

    /** Reads {@code block}, which it borrows for the call; returns what is wrong with it, or null. */
    public @Nullable Malformed read(HeaderBlock block) {
        int length = 0;
        for (int i = 0; i < block.size(); i++) {
            if (block.isPseudo(i)) {
                return Malformed.UNKNOWN_PSEUDO_FIELD;
            }
            Malformed fault = Fields.fault(block.name(i), Fields.known(block.name(i)), block.value(i));
            if (fault != null) {
                return fault;
            }
            length += block.name(i).length() + block.value(i).length();
        }
        if (block.size() > mostFields) {
            return Malformed.TOO_MANY_TRAILERS;
        }
        keep(block, new byte[length]);
        return null;
    }

    private void keep(HeaderBlock block, byte[] bytes) {
        received.reset(bytes);
        kept.reset(bytes);
        int at = 0;
        for (int i = 0; i < block.size(); i++) {
            int nameEnd = copy(block.name(i), bytes, at);
            int valueEnd = copy(block.value(i), bytes, nameEnd);
            received.add(at, nameEnd, nameEnd, valueEnd);
            if (TrailerFields.mayBeSentOn(received, i)) {
                kept.add(at, nameEnd, nameEnd, valueEnd);
            }
            at = valueEnd;
        }
    }

    private static int copy(AsciiString text, byte[] to, int at) {
        System.arraycopy(text.array(), text.arrayOffset(), to, at, text.length());
        return at + text.length();
    }

    /** Those that may be sent on; valid until the next reading. */
    public FieldTable fields() {
        return kept;
    }
}
