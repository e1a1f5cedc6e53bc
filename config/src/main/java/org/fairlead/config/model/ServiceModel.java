package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.model.ScalarType.Percent;
import org.fairlead.config.source.Node;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.Service;
import org.fairlead.routing.WritesOnSafe;

/** One application. */
public record ServiceModel(
        Node.Mapping node,

        @Key("hosts it answers: exact, `*.example.org`, or `*` for whatever no other service has; not inherited")
        List<String> hosts,

        @Key("its pool in each datacenter") String pool,

        @Key(value = "where reads go when nothing else speaks", otherwise = "local")
        Service.Reads reads,

        @Key(value = "where writes go", otherwise = "primary")
        Service.Home writes,

        @Key("its primary, when it isn't the deployment's") Optional<String> primary,

        @Key(value = "where upgrades, such as WebSocket, go", otherwise = "primary")
        Service.Home upgrades,

        @Key("methods treated as reads beside GET, HEAD and OPTIONS, such as QUERY")
        List<String> safeMethods,

        @Key("names, as globs, of the cookies that mark a session, for `reads: local-anonymous`")
        List<String> sessionCookies,

        @Key(value = "whether reads leave a datacenter that is down", otherwise = "true")
        boolean readFailover,

        @Key(value = "how a client sees its own writes", orNone = true)
        Optional<PinModel> pin,

        @Key(value = "what happens when a request treated as a read has written", orNone = true)
        Optional<WritesOnSafeModel> writesOnSafe,

        @Key(value = "a share of the reads goes elsewhere", orNone = true)
        Optional<ShiftModel> shift,

        @Key("the greatest lag of replication; no pin may be shorter")
        Optional<Duration> replicationLag,

        @Key(value = "what a pinned read does when the primary takes no reads: 503, or go local", otherwise = "refuse")
        PinSettings.Failover pinFailover,

        @Key("the domain of our pin cookie; absent: the host that answers")
        Optional<String> cookieDomain,

        @Key(value = "SameSite of our pin cookie", otherwise = "lax")
        SameSite sameSite,

        @Key("how long an exchange may wait for its origin; absent: as the deployment says")
        Optional<PatienceModel> timeouts,

        @Key("when a read is sent again; absent: as the deployment says")
        Optional<ServiceRetryModel> retry,

        @Key("in this order; a service with rules of its own inherits none")
        List<RuleModel> rules,

        @Key("requests, and where they shall go; not inherited")
        List<TestModel> tests) {
    /** How long an exchange may wait for its origin. */
    public record PatienceModel(
            Node.Mapping node,

            @Key(
                    value = "to reach it",
                    range = {1, Key.DAY_MILLIS})
            Optional<Duration> connect,

            @Key(
                    value = "from the last byte of a request to the end of the origin's head",
                    range = {1, Key.DAY_MILLIS})
            Optional<Duration> responseHead,

            @Key(
                    value = "for anything more of the answer, once its head is there",
                    range = {1, Key.DAY_MILLIS})
            Optional<Duration> responseBody,

            @Key(
                    value = "from the first byte of a request to the last of its answer",
                    range = {1, Key.DAY_MILLIS})
            Optional<Duration> request) {}

    /** When a read is sent again. */
    public record ServiceRetryModel(
            Node.Mapping node,

            @Key(
                    value = "statuses after which a read is tried elsewhere; an empty list: none",
                    range = {500, 599})
            List<Integer> on,

            @Key(
                    value = "after this time since its head was read a request isn't sent again",
                    range = {1, Key.DAY_MILLIS})
            Optional<Duration> within,

            @Key(
                    value = "what the third attempt in a datacenter waits at most; each further one twice as long",
                    range = {1, 3_600_000})
            Optional<Duration> backOff,

            @Key("whether a read that takes longer than 95 in 100 do is sent to a second origin as well")
            Optional<Boolean> hedge) {}

    /** How a client sees its own writes. */
    public record PinModel(
            Node.Mapping node,

            @Key("marks that the application sets itself: one that is there pins")
            List<MarkModel> honour,

            @Key("how long our own signed cookie pins after a write; absent: there is no such cookie")
            Optional<Duration> afterWrite,

            @Key(value = "what a pin may last, whoever asks for it", otherwise = "1m")
            Duration longest,

            @Key("what a client that sends no cookies is known by, the first it has: client-address, or {header: NAME}")
            List<ClientKeyModel> cookieless,

            @Key(value = "name of our cookie", otherwise = "fairlead-pin")
            String cookie) {}

    /** A mark of the application. */
    public record MarkModel(
            Node.Mapping node,
            @Key("name of a cookie") Optional<String> cookie,
            @Key("name of a query parameter") Optional<String> query,
            @Key("name of a field") Optional<String> header,
            @Key("what it must say; absent: anything") List<WhenModel.PatternModel> value) {}

    /** What a client is known by; one of these. */
    public record ClientKeyModel(
            Node.Mapping node,

            @Key(
                    value = "client-address (the /64 of IPv6), or request (drawn anew each time)",
                    shorthand = true,
                    shape = "client-address, request, {cookie: NAME} or {header: NAME}")
            Optional<Known> by,

            @Key("name of a cookie") Optional<String> cookie,
            @Key("name of a field") Optional<String> header) {}

    /** What happens when a request treated as a read has written. */
    public record WritesOnSafeModel(
            Node.Mapping node,

            @Key(
                    value = "where the application says so: a field, or {set-cookie: NAME}",
                    required = true,
                    shape = "the name of a field, or {set-cookie: NAME}")
            FlagModel flag,

            @Key(
                    value = "observe: the answer passes, counted and logged; reject: it is replaced by 500",
                    otherwise = "observe")
            WritesOnSafe.Mode mode) {}

    /** Where the application says that it wrote; one of these. */
    public record FlagModel(
            Node.Mapping node,

            @Key(value = "name of a field of the header or trailer section", shorthand = true)
            Optional<String> header,

            @Key("name of a cookie that it sets only when it wrote")
            Optional<String> setCookie) {}

    /** A share of the reads goes elsewhere. */
    public record ShiftModel(
            Node.Mapping node,

            @Key(value = "local, or a datacenter", required = true, shape = "local, or a datacenter")
            String to,

            @Key(value = "of the eligible reads, with two decimals at most", required = true)
            Optional<Percent> percent,

            @Key("what a client is known by, the first it has; absent: client-address")
            List<ClientKeyModel> by,

            @Key("keeps the buckets of two services apart, or together; absent: the name of the service")
            Optional<String> salt) {}

    /** As in RFC 6265bis. */
    public enum SameSite {
        STRICT,
        LAX,
        NONE
    }

    /** What a request is known by without a name. */
    public enum Known {
        CLIENT_ADDRESS,
        REQUEST
    }
}
