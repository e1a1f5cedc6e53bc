package org.fairlead.bench.machine;

/**
 * What the machine was doing during one round, as shares of 0 to 1.
 *
 * @param steal time of all cores that the hypervisor gave to others
 * @param others time used by processes that aren't ours, in cores
 * @param proxyBusy the proxy's own time as a share of its cores
 * @param restBusy how busy the cores of generator and origins were
 */
public record Conditions(double steal, double others, double proxyBusy, double restBusy) {
    private static final double STEAL_LIMIT = 0.02;
    private static final double OTHERS_LIMIT = 0.06;
    private static final double SATURATED = 0.93;

    /** Whether the figures of this round can be trusted. */
    public boolean isQuiet() {
        return steal <= STEAL_LIMIT && others <= OTHERS_LIMIT;
    }

    /** Whether the proxy could have done more, had there been more requests. */
    public boolean isGeneratorBound() {
        return restBusy >= SATURATED && proxyBusy < SATURATED;
    }
}
