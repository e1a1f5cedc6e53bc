package org.fairlead.proxy.upstream;

import java.util.List;
import java.util.SplittableRandom;

/** One event loop's connections to the members of one pool. Confined to that loop. */
public final class PoolMembers {
    /** No member is left to try. */
    public static final int NONE = -1;

    private final List<OriginConnections> members;
    private final SplittableRandom random;

    PoolMembers(List<OriginConnections> members, SplittableRandom random) {
        this.members = members;
        this.random = random;
    }

    public OriginConnections get(int index) {
        return members.get(index);
    }

    /**
     * The less loaded of two picked at random (Mitzenmacher, "The power of two choices in randomized load balancing").
     *
     * @param tried a set of {@link #bit}s to leave out
     */
    public int pick(long tried) {
        int count = members.size();
        if (count == 1) {
            return isTried(tried, 0) ? NONE : 0;
        }
        int first = count == 0 ? NONE : untried(tried, random.nextInt(count));
        if (first == NONE) {
            return NONE;
        }
        int second = untried(tried | bit(first), random.nextInt(count));
        return second != NONE && members.get(second).load() < members.get(first).load() ? second : first;
    }

    private int untried(long tried, int start) {
        int count = members.size();
        for (int i = 0; i < count; i++) {
            int index = start + i < count ? start + i : start + i - count;
            if (!isTried(tried, index)) {
                return index;
            }
        }
        return NONE;
    }

    private static boolean isTried(long tried, int index) {
        return (tried & bit(index)) != 0;
    }

    /** For a set of members that were tried. In pools of more than 64 some share a bit, and are left out together. */
    public static long bit(int index) {
        return 1L << index;
    }
}
