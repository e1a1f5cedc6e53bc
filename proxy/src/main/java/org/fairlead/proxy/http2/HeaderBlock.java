package org.fairlead.proxy.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of one header block in the order they came, as the HPACK decoder adds them: no map, no copies. One for
 * the clients of an event loop, or for a connection to an origin; what it holds is gone with the next block.
 *
 * <p>The library sees nothing in it ({@link #getAll} finds none) but a status, by which it tells interim answers: what a block means is judged in one place,
 * {@link RequestBlock} or {@link ResponseBlock}.
 */
public final class HeaderBlock extends DefaultHttp2Headers {
    static final AsciiString STATUS = AsciiString.cached(":status");
    private static final int USUAL = 32;

    private AsciiString[] names = new AsciiString[USUAL];
    private AsciiString[] values = new AsciiString[USUAL];
    private int count;

    public HeaderBlock() {
        super(false, false, 2);
    }

    /** Forgets the block before. */
    HeaderBlock begin() {
        if (count > USUAL) {
            names = new AsciiString[USUAL];
            values = new AsciiString[USUAL];
        } else {
            Arrays.fill(names, 0, count, AsciiString.EMPTY_STRING);
            Arrays.fill(values, 0, count, AsciiString.EMPTY_STRING);
        }
        count = 0;
        return this;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        names[count] = AsciiString.of(name);
        values[count++] = AsciiString.of(value);
        return this;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public List<CharSequence> getAll(CharSequence name) {
        return List.of();
    }

    @Override
    public @Nullable CharSequence status() {
        return count > 0 && names[0].equals(STATUS) ? values[0] : null;
    }

    AsciiString name(int index) {
        return names[index];
    }

    AsciiString value(int index) {
        return values[index];
    }

    /** Whether a line is a pseudo-header field. */
    boolean isPseudo(int index) {
        AsciiString name = names[index];
        return !name.isEmpty() && name.byteAt(0) == ':';
    }

    /** The value of the first line of that name, or an empty string; for the few looked for beside the translation. */
    public AsciiString first(AsciiString name) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return AsciiString.EMPTY_STRING;
    }
}
