package org.fairlead.config;

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
        int threads, Optional<Observe> observe, Optional<Control> control, AccessLog accessLog, Debug debug) {
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
