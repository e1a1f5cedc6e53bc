package org.fairlead.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;

/**
 * How those who run the process look in.
 *
 * @param threads event loops; 0: one for each core
 */
public record Operations(
        int threads,
        Optional<Observe> observe,
        Optional<Control> control,
        AccessLog accessLog,
        Debug debug,
        Stopping stopping,
        Tracing tracing) {
    /** The read-only address: metrics, health, status. */
    public record Observe(BindAddress bind) {}

    /**
     * The address for all that changes something.
     *
     * @param stateFile keeps what operators set over a restart
     * @param watch how long changed files must have been still before they are reloaded; empty: they aren't watched
     */
    public record Control(ControlAddress bind, Path tokenFile, Path stateFile, Ramp ramp, Optional<Duration> watch) {
        /** @param largestStep by which a share may grow at once without force, in hundredths of a percent */
        public record Ramp(int largestStep) {}
    }

    /**
     * One line for each exchange.
     *
     * @param queryNames parameters whose values may be written down; of all others only the name
     */
    public record AccessLog(Target target, Set<String> queryNames) {
        public AccessLog {
            queryNames = Set.copyOf(queryNames);
        }

        /** Where the lines go. */
        public sealed interface Target {
            record Off() implements Target {}

            record Stdout() implements Target {}

            record File(Path path) implements Target {}
        }
    }

    /**
     * How a process that is asked to end does so.
     *
     * @param drainDelay how long it still accepts while it says that it isn't ready
     * @param idleGrace how long a connection without a request may still bring one, once nothing new is accepted
     * @param drainTimeout how long what is under way has from then on
     */
    public record Stopping(Duration drainDelay, Duration idleGrace, Duration drainTimeout) {
        public static final Stopping DEFAULT =
                new Stopping(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));

        public Stopping {
            requireTime("drain-delay", drainDelay);
            requireTime("idle-grace", idleGrace);
            requireTime("drain-timeout", drainTimeout);
        }

        private static void requireTime(String name, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("stopping." + name + ": " + duration + " (expected: 0 or more)");
            }
        }
    }

    /**
     * How requests are followed from system to system (W3C Trace Context).
     *
     * @param acceptFrom whose trace is continued, beside those of peers; empty: of those whose forwarding is believed
     * @param sample the share of new traces that are marked as sampled, in hundredths of a percent
     * @param otlp the collector that spans of sampled exchanges are sent to; empty: none are
     */
    public record Tracing(Optional<List<CidrBlock>> acceptFrom, int sample, Optional<URI> otlp) {
        public static final Tracing DEFAULT = new Tracing(Optional.empty(), 0);

        public Tracing {
            acceptFrom = acceptFrom.map(List::copyOf);
        }

        /** Without spans. */
        public Tracing(Optional<List<CidrBlock>> acceptFrom, int sample) {
            this(acceptFrom, sample, Optional.empty());
        }

        /** Whether the trace of {@code sender} is continued, who is no peer. */
        public boolean accepts(ClientAddress sender, boolean isBelieved) {
            return acceptFrom.isPresent() ? Trust.contains(acceptFrom.get(), sender) : isBelieved;
        }
    }

    /** Who gets the field that names the decision. */
    public record Debug(List<CidrBlock> allowFrom) {
        public Debug {
            allowFrom = List.copyOf(allowFrom);
        }

        public boolean allows(ClientAddress client) {
            return Trust.contains(allowFrom, client);
        }
    }
}
