package org.fairlead.config;

import java.time.Duration;
import java.util.List;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;

/**
 * What one client may take of what all share.
 *
 * @param perAddress connections, or exchanges of clients behind a proxy that is believed; {@link #UNLIMITED}: as many as there may be
 * @param exempt networks to which {@code perAddress} doesn't apply
 * @param requestsPerConnection {@link #UNLIMITED}: any number
 * @param pipelinedRequests answered in one go before others get their turn
 * @param pace how fast bodies must move
 * @param memory bytes that all may make us hold; 0: three quarters of what buffers may take
 */
public record ClientLimits(
        int perAddress,
        List<CidrBlock> exempt,
        int requestsPerConnection,
        int pipelinedRequests,
        Pace pace,
        int memory) {
    public static final int UNLIMITED = Integer.MAX_VALUE;
    public static final ClientLimits DEFAULT =
            new ClientLimits(UNLIMITED, List.of(), UNLIMITED, 32, new Pace(100, Duration.ofSeconds(20)), 0);

    /**
     * The slowest that a body may come, or an answer may be read.
     *
     * @param bytesPerSecond 0: any progress is enough
     * @param over how long it is measured
     */
    public record Pace(int bytesPerSecond, Duration over) {
        /** What must have come after {@code nanos}; one byte at least. */
        public long bytesIn(long nanos) {
            return Math.max(1, (long) (bytesPerSecond * (nanos / 1e9)));
        }
    }

    public ClientLimits {
        exempt = List.copyOf(exempt);
    }

    public boolean isPerAddress() {
        return perAddress != UNLIMITED;
    }

    /** Whether as many connections may come from there as there may be. */
    public boolean exempts(ClientAddress address) {
        return Trust.contains(exempt, address);
    }
}
