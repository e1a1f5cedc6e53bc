package org.fairlead.proxy.downstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.fairlead.config.ClientLimits;
import org.fairlead.config.Relay;
import org.fairlead.matching.ClientAddress;
import org.fairlead.proxy.exchange.AddressTable;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.loop.MemoryBudget;
import org.fairlead.proxy.telemetry.Limit;
import org.jspecify.annotations.Nullable;

/**
 * Which connections of clients and peers may come in: as many as there may be in all and from one address, and none while too
 * much memory is held. Counts at the beginning and the end of a connection only. For any thread: the loops share it.
 */
public final class Admission {
    private final AtomicInteger open = new AtomicInteger();
    private final Supplier<Relay> relay;
    private final AddressTable addresses;
    private final MemoryBudget memory;

    /** @param relay asked anew for each connection, so that a reload counts */
    public Admission(Supplier<Relay> relay, AddressTable addresses, MemoryBudget memory) {
        this.relay = relay;
        this.addresses = addresses;
        this.memory = memory;
    }

    /** Counts one more connection; what stands against it, or null. */
    @Nullable
    Limit tryOpen() {
        if (memory.isSpent()) {
            return Limit.MEMORY;
        }
        if (open.incrementAndGet() > relay.get().limits().connections()) {
            open.decrementAndGet();
            return Limit.CONNECTIONS;
        }
        return null;
    }

    /** How many connections there are. */
    public int open() {
        return open.get();
    }

    /** One that {@link #tryOpen} has counted is gone. */
    void closed() {
        open.decrementAndGet();
    }

    /** The place that a connection of {@code sender} takes among those of its address; null where there is none left. */
    @Nullable
    Place place(Sender sender) {
        ClientLimits limits = relay.get().clients();
        ClientAddress address = sender.address();
        if (!limits.isPerAddress()
                || sender.fromPeers()
                || limits.exempts(address)
                || relay.get().trust().forwards(address)) {
            return new Place(null);
        }
        return addresses.tryAdd(address, limits.perAddress()) ? new Place(address) : null;
    }

    /** What a connection that was let in has taken; to be left once. */
    final class Place {
        private final @Nullable ClientAddress address;

        private Place(@Nullable ClientAddress address) {
            this.address = address;
        }

        void leave() {
            if (address != null) {
                addresses.remove(address);
            }
            closed();
        }
    }
}
