package org.fairlead.bench.machine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Measures {@link Conditions} between its start and {@link #finish}. */
public final class Watch {
    private final Cores cores;
    private final ProcessTree proxy;
    private final Supplier<List<ProcessTree>> ours;
    private final Map<Integer, CoreTimes> before;
    private final long proxyBefore;
    private final long oursBefore;

    private Watch(Cores cores, ProcessTree proxy, Supplier<List<ProcessTree>> ours) throws IOException {
        this.cores = cores;
        this.proxy = proxy;
        this.ours = ours;
        before = CoreTimes.read();
        proxyBefore = proxy.cpuTicks();
        oursBefore = oursTicks();
    }

    /** @param ours everything that this harness started and that runs, the proxy included; asked at both ends */
    public static Watch start(Cores cores, ProcessTree proxy, Supplier<List<ProcessTree>> ours) throws IOException {
        return new Watch(cores, proxy, ours);
    }

    /** The proxy's own time so far, in ticks. */
    public long proxyTicks() {
        return proxy.cpuTicks() - proxyBefore;
    }

    public Conditions finish() throws IOException {
        long proxyTicks = proxyTicks();
        long oursTicks = oursTicks() - oursBefore;
        Map<Integer, CoreTimes> now = CoreTimes.read();
        CoreTimes all = difference(now, cores.all());
        CoreTimes ofProxy = difference(now, cores.proxy());
        CoreTimes ofRest = difference(now, cores.rest());
        double wallTicks = Math.max(1, (double) all.total() / cores.all().size());
        return new Conditions(
                share(all.steal(), all.total()),
                Math.max(0, all.busy() - oursTicks) / wallTicks,
                share(proxyTicks, ofProxy.total()),
                share(ofRest.busy() + ofRest.steal(), ofRest.total()));
    }

    private CoreTimes difference(Map<Integer, CoreTimes> now, CpuList of) {
        return CoreTimes.sum(now, of).minus(CoreTimes.sum(before, of));
    }

    /** What this process started and waited for, such as wrk, is in its own time as that of ended children. */
    private long oursTicks() {
        return ours.get().stream().mapToLong(ProcessTree::cpuTicks).sum()
                + ProcessTree.ofThisProcess().cpuTicksOfRoot();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
