package org.fairlead.proxy.upstream;

import java.util.List;
import java.util.SplittableRandom;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.OriginState;

/** One event loop's connections to the members of one pool. Confined to that loop. */
public final class PoolMembers {
    /** No member is left to try. */
    public static final int NONE = -1;

    /** So often another is drawn in place of one that takes less than its share. */
    private static final int MOST_DRAWS = 4;

    private final OriginConnections[] members;
    private final boolean triesAnyway;
    private final SplittableRandom random;
    /** Of the call at hand. */
    private boolean writing;

    PoolMembers(List<OriginConnections> members, PoolSettings.AllDown allDown, SplittableRandom random) {
        this.members = members.toArray(OriginConnections[]::new);
        this.triesAnyway = allDown == PoolSettings.AllDown.TRY_ANYWAY;
        this.random = random;
    }

    public OriginConnections get(int index) {
        return members[index];
    }

    /**
     * The less loaded of two picked at random (Mitzenmacher, "The power of two choices in randomized load balancing") among
     * those that may be used.
     *
     * @param tried a set of {@link #bit}s to leave out
     * @param isWrite whether origins that say that they are read-only are left out
     */
    public int pick(long tried, boolean isWrite) {
        writing = isWrite;
        int count = members.length;
        if (count == 1) {
            return isTried(tried, 0) || !mayUse(0) ? NONE : 0;
        }
        int first = count == 0 ? NONE : draw(tried);
        if (first == NONE) {
            return NONE;
        }
        int second = untried(tried | bit(first), random.nextInt(count));
        return second != NONE && load(second) < load(first) ? second : first;
    }

    /** Whether there are members that may be used, and none of them takes another request whose body is still to come. */
    public boolean areFullOfUploads(boolean isWrite) {
        writing = isWrite;
        boolean any = false;
        for (int i = 0; i < members.length; i++) {
            if (mayUse(i)) {
                if (members[i].takesUploads()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** One that takes half of its share is drawn half as often. */
    private int draw(long tried) {
        int index = untried(tried, random.nextInt(members.length));
        for (int i = 0; i < MOST_DRAWS && index != NONE && isPassedOver(index); i++) {
            index = untried(tried, random.nextInt(members.length));
        }
        return index;
    }

    private boolean isPassedOver(int index) {
        int weight = members[index].health().weight();
        return weight > 0 && weight < OriginHealth.WHOLE && random.nextInt(OriginHealth.WHOLE) >= weight;
    }

    /** In requests under way, those of one with half a weight counting double. */
    private int load(int index) {
        int weight = members[index].health().weight();
        int load = members[index].load();
        return weight == OriginHealth.WHOLE || weight == 0 ? load : (load + 1) * OriginHealth.WHOLE / weight;
    }

    private int untried(long tried, int start) {
        int count = members.length;
        for (int i = 0; i < count; i++) {
            int index = start + i < count ? start + i : start + i - count;
            if (!isTried(tried, index) && mayUse(index)) {
                return index;
            }
        }
        return NONE;
    }

    private boolean mayUse(int index) {
        OriginHealth health = members[index].health();
        if (writing && !health.takesWrites()) {
            return false;
        }
        return health.isUsable() || triesAnyway && health.status().state() != OriginState.DRAINED && nobodyIsUsable();
    }

    private boolean nobodyIsUsable() {
        for (OriginConnections member : members) {
            if (member.health().isUsable()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTried(long tried, int index) {
        return (tried & bit(index)) != 0;
    }

    /** For a set of members that were tried. In pools of more than 64 some share a bit, and are left out together. */
    public static long bit(int index) {
        return 1L << index;
    }
}
