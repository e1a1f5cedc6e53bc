package org.fairlead.proxy.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A status and field lines on their way to the encoder, which goes through them once, at once: without a copy, a map or an object for
 * each. One for each event loop, reused; what it holds is that of the answer that was read last.
 */
final class AnswerFields extends DefaultHttp2Headers {
    /** Comes before the first pair. */
    private static final int STATUS = -2;

    private final Lines lines = new Lines();
    private AsciiString status = AsciiString.EMPTY_STRING;
    private AsciiString[] pairs = {};
    private int count;

    AnswerFields() {
        super(false, false, 2);
    }

    /** @param pairs names and values in turn, of which {@code count} count; borrowed */
    AnswerFields of(AsciiString status, AsciiString[] pairs, int count) {
        this.status = status;
        this.pairs = pairs;
        this.count = count;
        return this;
    }

    @Override
    public CharSequence status() {
        return status;
    }

    @Override
    public int size() {
        return 1 + count / 2;
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
        lines.next = STATUS;
        return lines;
    }

    /** Goes through them, and is the line that it came to last. */
    private final class Lines
            implements Iterator<Map.Entry<CharSequence, CharSequence>>, Map.Entry<CharSequence, CharSequence> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < count;
        }

        @Override
        public Map.Entry<CharSequence, CharSequence> next() {
            if (next >= count) {
                throw new NoSuchElementException();
            }
            next += 2;
            return this;
        }

        @Override
        public CharSequence getKey() {
            return next == 0 ? HeaderBlock.STATUS : pairs[next - 2];
        }

        @Override
        public CharSequence getValue() {
            return next == 0 ? status : pairs[next - 1];
        }

        @Override
        public CharSequence setValue(CharSequence value) {
            throw new UnsupportedOperationException("what was rendered stands");
        }
    }
}
