package org.fairlead.bench.contestant;

import java.time.Duration;
import java.util.Optional;

/**
 * The work that every contestant is configured for.
 *
 * @param rules further rules in the service, none of which matches what is requested
 * @param services how many services there are, each with a host of its own; 1: one for all hosts
 * @param accessLog whether each request is logged to a file
 * @param originsPerDatacenter in each pool
 * @param reloadable whether the process must be able to take up a new configuration while it runs
 * @param distance where the primary is
 * @param tls whether the load comes over TLS, at a port of its own; whether all is well is looked at in plain all the same
 * @param http2 whether the load comes in HTTP/2, at that port, with TLS or without
 */
public record Setup(
        int rules,
        int services,
        boolean accessLog,
        int originsPerDatacenter,
        boolean reloadable,
        Distance distance,
        boolean tls,
        boolean http2) {
    public static final Setup PLAIN = new Setup(0, 1, false, 1, false, Distance.NONE, false, false);

    /**
     * How far away the primary is.
     *
     * @param roundTrip empty: it isn't
     * @param readsHome whether reads go to the primary too, as without a replica
     */
    public record Distance(Optional<Duration> roundTrip, boolean readsHome) {
        static final Distance NONE = new Distance(Optional.empty(), false);
    }

    public Setup withRules(int count) {
        return new Setup(count, services, accessLog, originsPerDatacenter, reloadable, distance, tls, http2);
    }

    public Setup withServices(int count) {
        return new Setup(rules, count, accessLog, originsPerDatacenter, reloadable, distance, tls, http2);
    }

    public Setup withAccessLog() {
        return new Setup(rules, services, true, originsPerDatacenter, reloadable, distance, tls, http2);
    }

    public Setup withOrigins(int perDatacenter) {
        return new Setup(rules, services, accessLog, perDatacenter, reloadable, distance, tls, http2);
    }

    public Setup withReloads() {
        return new Setup(rules, services, accessLog, originsPerDatacenter, true, distance, tls, http2);
    }

    public Setup withPrimaryAt(Duration roundTrip, boolean readsHome) {
        Distance far = new Distance(Optional.of(roundTrip), readsHome);
        return new Setup(rules, services, accessLog, originsPerDatacenter, reloadable, far, tls, http2);
    }

    public Setup withTls() {
        return new Setup(rules, services, accessLog, originsPerDatacenter, reloadable, distance, true, http2);
    }

    public Setup withHttp2() {
        return new Setup(rules, services, accessLog, originsPerDatacenter, reloadable, distance, tls, true);
    }

    /** Whether the load comes at a port of its own. */
    public boolean hasFront() {
        return tls || http2;
    }

    boolean readsHome() {
        return distance.readsHome();
    }

    /** The host of a service, by its number from 0. */
    public static String host(int service) {
        return "service-" + service + ".bench.example";
    }
}
