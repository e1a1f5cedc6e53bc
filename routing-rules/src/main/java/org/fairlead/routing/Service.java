package org.fairlead.routing;

import java.util.List;
import java.util.Optional;
import org.fairlead.matching.Glob;

/**
 * An application as the rules name it.
 *
 * @param hosts exact names, {@code *.example.org}, or {@code *} for whatever no other service has; lower case
 * @param pool the name of its pool in each datacenter
 * @param primary where its writes go, when that isn't the deployment's primary
 * @param rules in the order of the file
 */
public record Service(
        String name,
        List<String> hosts,
        String pool,
        Optional<Datacenter> primary,
        Policy policy,
        PinSettings pin,
        Optional<WritesOnSafe> writesOnSafe,
        Optional<Shift> shift,
        List<Rule> rules) {
    public Service {
        hosts = List.copyOf(hosts);
        rules = List.copyOf(rules);
    }

    public Service withShift(Optional<Shift> other) {
        return new Service(name, hosts, pool, primary, policy, pin, writesOnSafe, other, rules);
    }

    /** Where reads go when nothing else speaks. */
    public enum Reads {
        LOCAL,
        PRIMARY,
        /** Local, but for those with a session. */
        LOCAL_ANONYMOUS
    }

    /** Where writes and upgrades go. */
    public enum Home {
        PRIMARY,
        LOCAL
    }

    /**
     * Where requests go when no rule speaks.
     *
     * @param safeMethods treated as reads beside GET, HEAD and OPTIONS
     * @param sessionCookies names, as globs
     * @param readFailover whether reads leave a datacenter that is down
     */
    public record Policy(
            Reads reads,
            Home writes,
            Home upgrades,
            List<String> safeMethods,
            List<Glob> sessionCookies,
            boolean readFailover) {
        public static final Policy DEFAULT =
                new Policy(Reads.LOCAL, Home.PRIMARY, Home.PRIMARY, List.of(), List.of(), true);

        public Policy {
            safeMethods = List.copyOf(safeMethods);
            sessionCookies = List.copyOf(sessionCookies);
        }
    }
}
