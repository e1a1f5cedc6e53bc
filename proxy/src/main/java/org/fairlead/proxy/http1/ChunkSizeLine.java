package org.fairlead.proxy.http1;

import org.jspecify.annotations.Nullable;

/**
 * Reads the line before a chunk's data, octet by octet (RFC 9112 §7.1): a hexadecimal size, extensions, CR LF. Nothing may
 * stand before the size, and no white space behind it. Extensions are checked, bounded, and mean nothing
 * (§7.1.1).
 */
final class ChunkSizeLine {
    /** Per chunk. */
    static final int MOST_EXTENSION_BYTES = 256;
    /** Per message. */
    static final int MOST_EXTENSION_BYTES_IN_ALL = 16 * 1024;

    /**
     * More are refused even if they are zeros. The size itself must fit in 31 bits: nobody sends a chunk of 2 GiB, and a reader
     * that counts in 32 bits would take one for another, shorter one.
     */
    private static final int MOST_DIGITS = 16;

    private enum State {
        SIZE,
        EXTENSION,
        LF,
        END
    }

    private final ChunkExtensions extensions = new ChunkExtensions();
    private State state = State.SIZE;
    private long size;
    private int digits;
    private boolean leadingZero;
    private int extensionBytes;
    private int extensionBytesInAll;

    /** Starts a message. */
    void reset() {
        extensionBytesInAll = 0;
        next();
    }

    /** Starts a line. */
    void next() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        leadingZero = false;
        extensionBytes = 0;
    }

    boolean isStarted() {
        return digits > 0;
    }

    boolean isEnded() {
        return state == State.END;
    }

    /** In bytes; 0 for the last chunk. Known once the line is ended. */
    long size() {
        return size;
    }

    /** Whether the line that ended looks as we would write it, so that it can be passed on. */
    boolean isPlain() {
        return extensionBytes == 0 && (!leadingZero || digits == 1);
    }

    /** Takes the next octet; returns what is wrong with it, or null. */
    @Nullable
    Rejection take(byte b) {
        return switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case LF -> lineFeed(b);
            case END -> throw new IllegalStateException("the line has ended");
        };
    }

    private @Nullable Rejection size(byte b) {
        int digit = Octets.hexDigit(b);
        if (digit < 0) {
            return sizeEnd(b);
        }
        if (digits == MOST_DIGITS || (size << 4 | digit) > Integer.MAX_VALUE) {
            return Rejection.BAD_CHUNK_SIZE;
        }
        leadingZero |= digits == 0 && digit == 0;
        digits++;
        size = size << 4 | digit;
        return null;
    }

    private @Nullable Rejection sizeEnd(byte b) {
        if (digits == 0) {
            return Rejection.BAD_CHUNK_SIZE;
        }
        switch (b) {
            case '\r' -> state = State.LF;
            case ';' -> {
                state = State.EXTENSION;
                extensions.begin();
            }
            case '\n' -> {
                return Rejection.BAD_CHUNK_END;
            }
            default -> {
                return Rejection.BAD_CHUNK_SIZE;
            }
        }
        return b == ';' ? countExtension() : null;
    }

    private @Nullable Rejection extension(byte b) {
        if (b == '\r') {
            state = State.LF;
            return extensions.mayEnd() ? null : Rejection.BAD_CHUNK_EXTENSION;
        }
        return extensions.take(b) ? countExtension() : Rejection.BAD_CHUNK_EXTENSION;
    }

    private @Nullable Rejection countExtension() {
        extensionBytes++;
        extensionBytesInAll++;
        return extensionBytes > MOST_EXTENSION_BYTES || extensionBytesInAll > MOST_EXTENSION_BYTES_IN_ALL
                ? Rejection.CHUNK_EXTENSIONS_TOO_LARGE
                : null;
    }

    private @Nullable Rejection lineFeed(byte b) {
        if (b != '\n') {
            return Rejection.BAD_CHUNK_END;
        }
        state = State.END;
        return null;
    }
}
