package org.fairlead.matching;

import org.fairlead.message.RequestHead;

/**
 * The readings of one path: raw; and, where it could differ, the canonical one; and, where servers disagree on that, each way
 * to come by it. The raw one is number 0. Confined to one thread; reused.
 */
public final class PathReadings {
    private static final byte[] ROOT = {'/'};
    private static final Canonical.Order[] ORDERS = Canonical.Order.values();

    /** How many readings a path has at most. */
    public static final int MOST = 1 + ORDERS.length;

    private final byte[][] bytes = new byte[MOST][];
    private final int[] ends = new int[MOST];
    private int rawStart;
    private int count;

    PathReadings() {
        bytes[0] = ROOT;
        for (int i = 1; i < bytes.length; i++) {
            bytes[i] = new byte[256];
        }
    }

    /** Borrows the bytes of {@code head} until the next call. */
    void of(RequestHead head) {
        int start = head.pathStart();
        int end = head.pathEnd();
        boolean isEmpty = start == end;
        bytes[0] = isEmpty ? ROOT : head.bytes();
        rawStart = isEmpty ? 0 : start;
        ends[0] = isEmpty ? 1 : end;
        count = 1;
        if (Canonical.pathMayDiffer(head.bytes(), start, end)) {
            int orders = Canonical.orderMayMatter(head.bytes(), start, end) ? ORDERS.length : 1;
            for (int i = 0; i < orders; i++) {
                add(head.bytes(), start, end, ORDERS[i]);
            }
        }
    }

    private void add(byte[] raw, int start, int end, Canonical.Order order) {
        // A resolved path is at most as long as the raw one, and never shorter than the slash.
        if (bytes[count].length <= end - start) {
            bytes[count] = new byte[(end - start) * 2];
        }
        ends[count] = Canonical.path(raw, start, end, bytes[count], order);
        count++;
    }

    Match match(ValuePattern pattern) {
        boolean raw = pattern.matches(bytes[0], rawStart, ends[0]);
        for (int i = 1; i < count; i++) {
            if (pattern.matches(bytes[i], 0, ends[i]) != raw) {
                return Match.MAYBE;
            }
        }
        return Match.of(raw);
    }

    public int count() {
        return count;
    }

    /** What holds reading {@code i}; borrowed, valid until the next request. */
    public byte[] bytes(int i) {
        return bytes[i];
    }

    public int start(int i) {
        return i == 0 ? rawStart : 0;
    }

    public int end(int i) {
        return ends[i];
    }
}
