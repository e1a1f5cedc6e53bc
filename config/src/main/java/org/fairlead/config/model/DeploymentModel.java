package org.fairlead.config.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.BindAddress;
import org.fairlead.config.ControlAddress;
import org.fairlead.config.Trust;
import org.fairlead.config.source.Node;
import org.fairlead.matching.CidrBlock;

/** A deployment file: what exists, and where this process stands. */
public record DeploymentModel(
        Node.Mapping node,

        @Key(value = "name of the fleet, in Via and CDN-Loop", required = true, shape = "a name", reloads = false)
        String fleet,

        @Key(
                value = "the datacenter this process runs in; `--datacenter` and FAIRLEAD_DATACENTER replace it",
                reloads = false)
        Optional<String> datacenter,

        @Key(
                value = "the datacenter that accepts writes; none: no writes",
                required = true,
                shape = "the name of one datacenter, or none")
        String primary,

        @Key(
                value = "grows with every change of primary; a reload that changes one without the other is refused",
                required = true,
                range = {0, Long.MAX_VALUE})
        Optional<Long> epoch,

        @Key("where reads go when their datacenter takes none: local first, then this order; absent: nowhere else")
        List<String> failover,

        @Key(
                value = "rule files, or folders with them, relative to this file",
                required = true,
                shape = "a file, a folder, or a list of such")
        List<String> rules,

        @Key(value = "by name; 64 at most", required = true) Map<String, DatacenterModel> datacenters,

        @Key("how names of origins and peers are looked up") NamesModel names,

        @Key(value = "where requests come in", required = true, reloads = false)
        List<ListenerModel> listeners,

        @Key("who is believed") TrustModel trust,
        @Key("how long each step may take") TimeoutsModel timeouts,
        @Key("what is bounded, and where") LimitsModel limits,
        @Key("when a request is sent again") RetryModel retry,

        @Key("what happens when there is more to do than can be done")
        OverloadModel overload,

        @Key(value = "the read-only address: metrics, health, status", reloads = false)
        Optional<ObserveModel> observe,

        @Key("the address for all that changes something") Optional<ControlModel> control,

        @Key(value = "one JSON line for each exchange", reloads = false)
        AccessLogModel accessLog,

        @Key("who gets the field that names the decision") DebugModel debug,

        @Key("names of the fields that proxy and application agree on")
        ContractModel contract,

        @Key(value = "whether origins get Forwarded (RFC 7239) beside X-Forwarded-*", otherwise = "false")
        boolean forwardedHeader,

        @Key("what an operator sets for all services at once")
        OverrideModel override,

        @Key(
                value = "event loops; 0: one for each core",
                otherwise = "0",
                range = {0, 1024},
                reloads = false)
        int threads,

        @Key("how a process that is asked to end does so") StoppingModel stopping,

        @Key("how requests are followed from system to system (W3C Trace Context)")
        TracingModel tracing) {

    /** Who is believed. */
    public record TrustModel(
            Node.Mapping node,

            @Key("whose X-Forwarded-*, Forwarded and X-Request-Id are taken over")
            List<CidrBlock> forwardedFrom,

            @Key(
                    value =
                            "where they say whom they forward for: X-Forwarded-For and -Proto, or Forwarded (RFC 7239); what "
                                    + "comes in the others is replaced",
                    otherwise = "x-forwarded")
            Trust.Fields forwardedIn,

            @Key(
                    value =
                            "fields of requests with _ in their names, which CGI, WSGI and their like take for -: dropped where the "
                                    + "name with - is one that is looked at, removed or written here; all dropped; kept, but for those of "
                                    + "the contract and those that say where a request came from; or the request refused",
                    otherwise = "drop-sensitive")
            Trust.Underscores underscores,

            @Key(
                    "keys of the fleet, one a line, 16 bytes or more: the first signs, all verify; needed when there are "
                            + "peers or pins of ours; relative to this file. made-up: gone with the process, for one proxy alone")
            Optional<String> secretFile) {}

    /** The read-only address. */
    public record ObserveModel(
            Node.Mapping node,

            @Key(value = "address and port", required = true, shorthand = true)
            Optional<BindAddress> bind) {}

    /** The address for all that changes something. */
    public record ControlModel(
            Node.Mapping node,

            @Key(
                    value = "address and port, or a UNIX domain socket; loopback, unless allow-remote",
                    required = true,
                    reloads = false)
            Optional<ControlAddress> bind,

            @Key(
                    value = "holds the token that callers show, 16 bytes or more; relative to this file",
                    required = true,
                    shape = "a file")
            String tokenFile,

            @Key(
                    value = "keeps what operators set at run time over a restart; relative to this file",
                    otherwise = "fairlead.state",
                    reloads = false)
            String stateFile,

            @Key(
                    value = "whether bind may be an address that other machines reach; nothing there is encrypted",
                    otherwise = "false",
                    reloads = false)
            boolean allowRemote,

            @Key(value = "by how many percent a share may grow at once without --force", otherwise = "25")
            ScalarType.Percent largestStep,

            @Key(
                    value = "reloads by itself once changed files have been still for this long; absent: never",
                    range = {100, 3_600_000},
                    reloads = false)
            Optional<Duration> watch) {}

    /** One line for each exchange. */
    public record AccessLogModel(
            Node.Mapping node,

            @Key(value = "stdout, off, or a file, relative to this one", otherwise = "stdout", shorthand = true)
            String target,

            @Key("query parameters whose values may be written down")
            List<String> queryNames) {}

    /** Who gets the field that names the decision. */
    public record DebugModel(
            Node.Mapping node,
            @Key("clients' networks; none: nobody") List<CidrBlock> allowFrom) {}

    /** Field names. */
    public record ContractModel(
            Node.Mapping node,

            @Key(value = "to the origin: role and class of the request", otherwise = "Fairlead-Request")
            String request,

            @Key(value = "from the origin: how long the pin of this write is", otherwise = "Fairlead-Pin")
            String pin,

            @Key(value = "to clients that may debug: the decision", otherwise = "Fairlead-Decision")
            String decision,

            @Key(
                    value = "from the origin, in answers and in the body of its check: what it says of itself",
                    otherwise = "Fairlead-Origin")
            String origin) {}

    /** What an operator sets for all services at once. */
    public record OverrideModel(
            Node.Mapping node,
            @Key("the kill switch: all reads go home") Optional<AllReads> reads) {}

    /** How a process that is asked to end does so. */
    public record StoppingModel(
            Node.Mapping node,

            @Key(
                    value = "how long it still accepts while health pages say 503, so that balancers notice",
                    otherwise = "5s",
                    range = {0, 300_000})
            Duration drainDelay,

            @Key(
                    value = "how long a connection without a request may still bring one once nothing new is accepted",
                    otherwise = "2s",
                    range = {0, 300_000})
            Duration idleGrace,

            @Key(
                    value = "how long requests under way have from then on; the rest is cut off",
                    otherwise = "30s",
                    range = {0, 3_600_000})
            Duration drainTimeout) {}

    /** How requests are followed from system to system. */
    public record TracingModel(
            Node.Mapping node,

            @Key("whose traceparent and tracestate are continued, beside those of peers; absent: trust.forwarded-from")
            Optional<List<CidrBlock>> acceptFrom,

            @Key(value = "the share of the traces that begin here that are marked as sampled", otherwise = "0")
            ScalarType.Percent sample,

            @Key(
                    value =
                            "the OpenTelemetry collector that spans of sampled exchanges are sent to, by OTLP over HTTP;"
                                    + " absent: none are",
                    reloads = false)
            Optional<URI> otlp) {}

    /** The one place all reads can be sent to. */
    public enum AllReads {
        PRIMARY
    }
}
