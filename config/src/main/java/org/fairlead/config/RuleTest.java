package org.fairlead.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.source.Location;
import org.fairlead.routing.DatacenterState;

/**
 * One test of a rule file: a request, and where it shall go.
 *
 * @param at the datacenter whose proxy decides; empty: the deployment's own
 */
public record RuleTest(
        Location where, String service, Optional<String> at, Request request, Given given, Expected expected) {
    /** @param fields in their order; a name may come several times */
    public record Request(String method, String url, List<Field> fields) {
        public Request {
            fields = List.copyOf(fields);
        }

        public record Field(String name, String value) {}
    }

    /**
     * What differs from a fleet in which everything is up.
     *
     * @param states by datacenter; all others are active
     * @param primary a datacenter, or {@code none}; empty: the deployment's
     * @param readsToPrimary the kill switch
     * @param pinned whether the client has a live pin of ours
     * @param client the client's address; empty: 192.0.2.1
     */
    public record Given(
            Map<String, DatacenterState> states,
            Optional<String> primary,
            boolean readsToPrimary,
            boolean pinned,
            Optional<String> client) {
        public Given {
            states = Map.copyOf(states);
        }
    }

    /**
     * What shall come out; what is empty isn't looked at.
     *
     * @param goesTo {@code local}, {@code primary}, {@code refused}, {@code respond} or the name of a datacenter
     * @param treatedAs {@code read} or {@code write}
     * @param because the name of the rule, or the label of the reason
     */
    public record Expected(
            Optional<String> goesTo, Optional<String> treatedAs, Optional<String> because, Optional<Integer> status) {}
}
