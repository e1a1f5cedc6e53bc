package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.model.ScalarType.Percent;
import org.fairlead.config.source.Node;
import org.fairlead.matching.CidrBlock;
import org.fairlead.routing.DatacenterState;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.Service;
import org.fairlead.routing.TreatedAs;
import org.fairlead.routing.WritesOnSafe;

/** A rule file: where requests go. */
public record RuleFileModel(
        Node.Mapping node,

        @Key("what each service of this file inherits, key by key")
        Optional<ServiceModel> defaults,

        @Key("conditions with names, for `is`; `<name>` in one stands for the value it is used with")
        Map<String, WhenModel> conditions,

        @Key(value = "by name", required = true) Map<String, ServiceModel> services) {

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

            @Key("its primary, when it isn't the deployment's")
            Optional<String> primary,

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

            @Key(
                    value = "what a pinned read does when the primary takes no reads: 503, or go local",
                    otherwise = "refuse")
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
            List<TestModel> tests) {}

    /** How long an exchange may wait for its origin. */
    public record PatienceModel(
            Node.Mapping node,

            @Key(
                    value = "to reach it",
                    range = {1, 86_400_000})
            Optional<Duration> connect,

            @Key(
                    value = "from the last byte of a request to the end of the origin's head",
                    range = {1, 86_400_000})
            Optional<Duration> responseHead,

            @Key(
                    value = "for anything more of the answer, once its head is there",
                    range = {1, 86_400_000})
            Optional<Duration> responseBody,

            @Key(
                    value = "from the first byte of a request to the last of its answer",
                    range = {1, 86_400_000})
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
                    range = {1, 86_400_000})
            Optional<Duration> within,

            @Key(
                    value = "what the third attempt in a datacenter waits at most; each further one twice as long",
                    range = {1, 3_600_000})
            Optional<Duration> backOff) {}

    /** As in RFC 6265bis. */
    public enum SameSite {
        STRICT,
        LAX,
        NONE
    }

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
            @Key("what it must say; absent: anything") List<PatternModel> value) {}

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

    /** What a request is known by without a name. */
    public enum Known {
        CLIENT_ADDRESS,
        REQUEST
    }

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

    /** One rule. */
    public record RuleModel(
            Node.Mapping node,

            @Key(value = "shown wherever the rule decides", required = true, shape = "a name")
            String name,

            @Key("the author's reason, shown by explain") Optional<String> because,

            @Key(value = "what a request must be like; always: any request", required = true)
            WhenModel when,

            @Key("classifies; to read only with an explicit method")
            Optional<TreatedAs> treatAs,

            @Key(value = "places: primary, local, or a datacenter", shape = "primary, local, or a datacenter")
            Optional<String> send,

            @Key("answers: a status, or more of an answer") Optional<RespondModel> respond,

            @Key(value = "reads that match don't follow a pin", otherwise = "false")
            boolean ignorePin,

            @Key("the pin of a write that matches: its length, or none")
            Optional<ScalarType.PinLength> pin) {}

    /** An answer. */
    public record RespondModel(
            Node.Mapping node,

            @Key(
                    value = "status",
                    required = true,
                    shape = "a status",
                    shorthand = true,
                    range = {200, 599})
            Optional<Integer> status,

            @Key("fields") Map<String, List<String>> headers,
            @Key("content") Optional<String> body) {}

    /** A condition; all its keys must hold. */
    public record WhenModel(
            Node.Mapping node,

            @Key(
                    value = "always: holds for every request",
                    shorthand = true,
                    shape = "always, or keys such as path and method")
            Optional<Always> always,

            @Key("one of these, exactly") List<String> method,
            @Key("the client's scheme") Optional<Scheme> scheme,
            @Key("one of these, exactly") List<String> host,

            @Key("the client's address is in one of these networks")
            List<CidrBlock> client,

            @Key("`*` is any run without a slash, `**` any run")
            List<PatternModel> path,

            @Key("by name: what a parameter says") Map<String, List<PatternModel>> query,
            @Key("by name, in any case: what a field says") Map<String, List<PatternModel>> header,
            @Key("by name: what a cookie says") Map<String, List<PatternModel>> cookie,

            @Key("whether the patterns here, and in what is nested here, take letters of either case")
            Optional<Boolean> ignoreCase,

            @Key("one of these holds") List<WhenModel> any,
            @Key("all of these hold") List<WhenModel> all,
            @Key("this doesn't hold") Optional<WhenModel> not,

            @Key(
                    value = "conditions of this file, by name: one of the values that each is used with holds",
                    namesAlone = true)
            Map<String, List<String>> is) {}

    /** The condition that always holds. */
    public enum Always {
        ALWAYS
    }

    /** A scheme. */
    public enum Scheme {
        HTTP,
        HTTPS
    }

    /** What a value must look like; a glob, or one of the others. */
    public record PatternModel(
            Node.Mapping node,

            @Key(
                    value = "a glob over the whole value",
                    shorthand = true,
                    shape = "a glob, {regex: …} or {present: true}")
            Optional<String> glob,

            @Key("a regular expression (RE2) over the whole value")
            Optional<String> regex,

            @Key("true: it is there, whatever it says; false: it isn't")
            Optional<Boolean> present,

            @Key("letters of either case") Optional<Boolean> ignoreCase) {}

    /** A request, and where it shall go. */
    public record TestModel(
            Node.Mapping node,

            @Key("the datacenter whose proxy decides; absent: this deployment's")
            Optional<String> at,

            @Key(
                    value = "method and URL",
                    required = true,
                    shape = "a method and a full URL, such as GET https://en.wikipedia.org/wiki/Foo")
            String request,

            @Key("fields of the request") Map<String, List<String>> headers,

            @Key("what differs from a fleet in which everything is up")
            GivenModel given,

            @Key("local, primary, refused, respond, or a datacenter")
            Optional<String> goesTo,

            @Key("what it is taken for") Optional<TreatedAs> treatedAs,

            @Key("the name of the rule, or the reason, that decides")
            Optional<String> because,

            @Key(
                    value = "of the answer, for refused and respond",
                    range = {200, 599})
            Optional<Integer> status) {}

    /** What differs from a fleet in which everything is up. */
    public record GivenModel(
            Node.Mapping node,
            @Key("by datacenter") Map<String, DatacenterState> states,
            @Key("a datacenter, or none") Optional<String> primary,
            @Key("the kill switch") DeploymentModel.OverrideModel override,

            @Key(value = "whether the client has a live pin of ours", otherwise = "false")
            boolean pinned,

            @Key("the client's address") Optional<String> client) {}
}
