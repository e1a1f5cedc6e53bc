package org.fairlead.proxy.http1;

/**
 * How far an incomplete head has been looked at.
 *
 * <p>A verdict on a head can change only when a line ends, when a control character comes, when the limit is reached, or
 * among the first octets. Bytes that bring none of these needn't be parsed, and so a head that trickles in costs at most
 * a parse a line, of which the limits allow few.
 */
final class HeadProgress {
    /** More than the empty lines before a request, its method, or the version of a response take. */
    private static final int OPENING = 64;

    private final int headBytes;
    private int searched;

    HeadProgress(int headBytes) {
        this.headBytes = headBytes;
    }

    void reset() {
        searched = 0;
    }

    /** Whether {@code bytes[from, to)} is as incomplete as what was searched before. */
    boolean isUnchanged(byte[] bytes, int from, int to) {
        int length = to - from;
        if (searched < OPENING || length < searched || length >= headBytes) {
            return false;
        }
        if (Octets.firstControl(bytes, from + searched, to) < to) {
            return false;
        }
        searched = length;
        return true;
    }

    /** Remembers that {@code bytes[from, to)} is incomplete. */
    void incomplete(byte[] bytes, int from, int to) {
        // What follows a CR decides about it.
        searched = to > from && bytes[to - 1] == '\r' ? to - from - 1 : to - from;
    }
}
