package org.fairlead.config.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.BindAddress;
import org.fairlead.config.ControlAddress;
import org.fairlead.config.Listener;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.Origin;
import org.fairlead.config.Trust;
import org.fairlead.config.source.Node;
import org.fairlead.matching.CidrBlock;
import org.fairlead.routing.DatacenterState;

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

    /** One datacenter. */
    public record DatacenterModel(
            Node.Mapping node,
            @Key("origins by pool") Map<String, PoolModel> pools,

            @Key("proxies there; none: a crossing goes straight to the origins")
            List<Origin> peers,

            @Key("how peers there are spoken to whose address is https")
            Optional<UpstreamTlsModel> peerTls,

            @Key(
                    value =
                            "how each peer is asked whether it is well, such as the health-path of its listener; none: it isn't",
                    orNone = true)
            Optional<PoolModel.CheckModel> peerCheck,

            @Key("how many connections to the peers are kept, and for how long")
            PoolModel.ConnectionsModel peerConnections,

            @Key(
                    value = "the share of a pool's capacity, or of the peers, below which reads leave, in proportion",
                    otherwise = "70")
            ScalarType.Percent failoverBelow,

            @Key(
                    value =
                            "of the clients of another datacenter that loses its origins, this one takes so many at most",
                    otherwise = "100")
            ScalarType.Percent spillLimit,

            @Key(value = "what it takes now", otherwise = "active")
            DatacenterState state) {}

    /** TLS to origins or peers. */
    public record UpstreamTlsModel(
            Node.Mapping node,

            @Key(
                    value = "whether its certificate must be valid, bear its name, and be issued by someone trusted",
                    otherwise = "true")
            boolean verify,

            @Key("PEM file: who may have issued its certificate; absent: whom Java trusts")
            Optional<String> ca,

            @Key(
                    "the name that its certificate must bear, and that it is asked for (SNI); absent: the host of its address")
            Optional<String> serverName,

            @Key("PEM file: the certificate that we show, then its issuers; read again when it changes")
            Optional<String> certificate,

            @Key("PEM file: its key, without a passphrase") Optional<String> key) {}

    /** A socket that accepts requests. */
    public record ListenerModel(
            Node.Mapping node,

            @Key(value = "address and port; port 0 lets the system choose", required = true)
            Optional<BindAddress> bind,

            @Key(value = "who connects", name = "for", otherwise = "clients")
            Listener.Purpose purpose,

            @Key("a path that the listener answers by itself with 200, for load balancers")
            Optional<String> healthPath,

            @Key(
                    "TLS for what comes in; absent: plain HTTP. A reload takes over its keys; its coming or going takes a restart")
            Optional<ListenerTlsModel> tls,

            @Key(
                    value = "a port: what didn't come by https is redirected to it, with 308, and not served",
                    range = {1, 65_535},
                    reloads = false)
            Optional<Integer> redirectToHttps,

            @Key("balancers that begin each connection with a header of the PROXY protocol, v1 or v2")
            Optional<ProxyProtocolModel> proxyProtocol,

            @Key(
                    value =
                            "whether clients may speak HTTP/2 as well: without TLS whoever begins with its preface does",
                    otherwise = "true")
            boolean http2) {}

    /** TLS of a listener. */
    public record ListenerTlsModel(
            Node.Mapping node,

            @Key(
                    value =
                            "chosen by the name that the client asks for (SNI), exact before wildcard; the first is for all "
                                    + "others. Their files are read again when they change",
                    required = true)
            List<CertificateModel> certificates,

            @Key(
                    value = "versions and cipher suites as Mozilla recommends them: TLS 1.2 and 1.3, or 1.3 alone",
                    otherwise = "intermediate")
            ListenerTls.Suites suites,

            @Key(value = "whether clients are asked for a certificate", otherwise = "none")
            ListenerTls.Demand clientCertificates,

            @Key("PEM file: who may have issued the clients' certificates")
            Optional<String> clientCa,

            @Key("DNS names, of which a client's certificate must have one; absent: any will do")
            List<String> clientNames,

            @Key(
                    "keys of session tickets, one a line, 16 bytes or more: the first encrypts, all decrypt. Shared by the "
                            + "fleet, a session is resumed by any proxy; absent: each process makes its own, and changes it every 12 h")
            Optional<String> ticketKeys,

            @Key("Strict-Transport-Security on every answer that has none of its own")
            Optional<HstsModel> hsts,

            @Key(
                    value = "must be false: neither BoringSSL through Netty nor Java takes early data as a server",
                    otherwise = "false")
            boolean earlyData,

            @Key(
                    value = "from the connection's acceptance to the end of the handshake",
                    otherwise = "10s",
                    range = {1, 3_600_000})
            Duration handshakeTimeout) {}

    /** A certificate with its key. */
    public record CertificateModel(
            Node.Mapping node,

            @Key(
                    value = "PEM file: the certificate, then its issuers, without the root",
                    required = true,
                    shape = "a file")
            String certificate,

            @Key(value = "PEM file: its key, without a passphrase", required = true, shape = "a file")
            String key,

            @Key("DER file: an OCSP response that is stapled to it")
            Optional<String> ocsp) {}

    /** RFC 6797. */
    public record HstsModel(
            Node.Mapping node,

            @Key(value = "how long browsers keep to https", required = true, shorthand = true)
            Optional<Duration> maxAge,

            @Key(value = "whether subdomains are meant, too", otherwise = "false")
            boolean includeSubdomains) {}

    /** Who speaks the PROXY protocol. */
    public record ProxyProtocolModel(
            Node.Mapping node,

            @Key(value = "who must send the header; connections from anywhere else are closed at once", required = true)
            List<CidrBlock> from) {}

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

    /** How long each step may take. */
    public record TimeoutsModel(
            Node.Mapping node,

            @Key(
                    value = "to reach an origin",
                    otherwise = "1s",
                    range = {1, 86_400_000})
            Duration connect,

            @Key(
                    value = "from the first byte of a request to the end of its head",
                    otherwise = "10s",
                    range = {1, 86_400_000})
            Duration requestHead,

            @Key(
                    value = "from the last byte of a request to the end of the origin's head",
                    otherwise = "60s",
                    range = {1, 86_400_000})
            Duration responseHead,

            @Key(
                    value = "a client's connection without a request",
                    otherwise = "75s",
                    range = {1, 86_400_000})
            Duration clientIdle,

            @Key(
                    value = "a pooled connection to an origin without a request; less than the origin's own",
                    otherwise = "4s",
                    range = {1, 86_400_000})
            Duration upstreamIdle,

            @Key(
                    value = "a WebSocket, or what else an upgrade has opened, without a byte in either direction",
                    otherwise = "1h",
                    range = {1000, 604_800_000})
            Duration tunnelIdle,

            @Key(
                    value =
                            "how long one that was placed as a write stays once the datacenter that it leads to is no longer "
                                    + "the primary",
                    otherwise = "30s",
                    range = {0, 86_400_000})
            Duration tunnelGrace,

            @Key(
                    value = "over how long `limits.min-body-rate` is measured; client-idle, where that is shorter",
                    otherwise = "20s",
                    range = {100, 86_400_000})
            Duration bodyPace,

            @Key(
                    value = "for anything more of an origin's answer, once its head is there",
                    otherwise = "60s",
                    range = {1, 86_400_000})
            Duration responseBody,

            @Key(
                    value = "from the first byte of a request to the last of its answer; absent: no limit of its own",
                    range = {1, 86_400_000})
            Optional<Duration> request) {}

    /** What happens when there is more to do than can be done. */
    public record OverloadModel(
            Node.Mapping node,

            @Key(
                    value =
                            "requests under way at one pool of a datacenter, in the whole process; absent: as many as come",
                    range = {1, 1_000_000})
            Optional<Integer> concurrency,

            @Key(
                    value = "whether fewer than that are let through while answers take longer than they used to",
                    otherwise = "false")
            boolean adaptive,

            @Key(
                    value = "requests that wait for their turn at one pool, in the whole process",
                    otherwise = "100",
                    range = {0, 100_000})
            int queue,

            @Key(
                    value = "how long one waits for its turn; counted in tenths of a second",
                    otherwise = "1s",
                    range = {1, 3_600_000})
            Duration queueTime,

            @Key(
                    value =
                            "an event loop that is so late sheds reads for others and of anonymous clients; twice as late, all "
                                    + "reads; four times, writes too; absent: it isn't looked at",
                    range = {1, 3_600_000})
            Optional<Duration> loopDelay) {}

    /** When a request is sent again. */
    public record RetryModel(
            Node.Mapping node,

            @Key(
                    value = "statuses after which a read is tried elsewhere; none: an answer is an answer",
                    range = {500, 599})
            List<Integer> on,

            @Key(
                    value = "after this time since its head was read a request isn't sent again",
                    otherwise = "10s",
                    range = {1, 86_400_000})
            Duration within,

            @Key(
                    value =
                            "what the third attempt in a datacenter waits at most, drawn at random; each further one twice "
                                    + "as long; counted in tenths of a second",
                    otherwise = "100ms",
                    range = {1, 3_600_000})
            Duration backOff,

            @Key(value = "attempts beside the first, in percent of the requests of ten seconds", otherwise = "20")
            ScalarType.Percent budget,

            @Key(
                    value = "so many more of them each second, in the whole process, however few requests there are",
                    otherwise = "10",
                    range = {0, 100_000})
            int floor) {}

    /** What is bounded, and where. */
    public record LimitsModel(
            Node.Mapping node,

            @Key(
                    value = "connections from clients and peers, in the whole process",
                    otherwise = "15000",
                    range = {1, 1_000_000})
            int connections,

            @Key(
                    value = "one request or response head, its first line included",
                    otherwise = "32KiB",
                    range = {1024, 1 << 20},
                    reloads = false)
            ScalarType.ByteSize headBytes,

            @Key(
                    value = "field lines of one head",
                    otherwise = "100",
                    range = {1, 10_000},
                    reloads = false)
            int headerCount,

            @Key(
                    value = "connections to one origin, in the whole process; at most half of them for requests whose"
                            + " body is still to come",
                    otherwise = "1024",
                    range = {1, 65_535})
            int connectionsPerOrigin,

            @Key(
                    value = "pins of clients that keep no cookies",
                    otherwise = "100000",
                    range = {1, 10_000_000},
                    reloads = false)
            int pinTableEntries,

            @Key(
                    value = "attempts at one request in one datacenter, the first included",
                    otherwise = "3",
                    range = {1, 10})
            int attempts,

            @Key("of one client address") PerAddressModel perAddress,

            @Key(
                    value = "requests on one connection of a client, which is closed then; absent: any number",
                    range = {1, Integer.MAX_VALUE})
            Optional<Integer> requestsPerConnection,

            @Key(
                    value = "requests of one connection answered in one go, before other connections get their turn",
                    otherwise = "32",
                    range = {1, 10_000})
            int pipelinedRequests,

            @Key(
                    value =
                            "bytes a second that a request's body must bring, and a client take of an answer that waits; "
                                    + "0B: any progress is enough",
                    otherwise = "100B",
                    range = {0, 1 << 30})
            ScalarType.ByteSize minBodyRate,

            @Key(
                    value = "held for clients and origins, in the whole process: what was read and not passed on; "
                            + "absent: three quarters of what buffers may take",
                    range = {1 << 20, 2047L << 20})
            Optional<ScalarType.ByteSize> memory) {}

    /** Of one client address. */
    public record PerAddressModel(
            Node.Mapping node,

            @Key(
                    value = "connections of one address, or of one IPv6 /64; behind a proxy in trust.forwarded-from, "
                            + "exchanges under way; absent: as many as there may be",
                    range = {1, 1_000_000})
            Optional<Integer> connections,

            @Key("networks that may have more; peers and trust.forwarded-from always may")
            List<CidrBlock> except) {}

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
