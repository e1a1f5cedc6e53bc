package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.BindAddress;
import org.fairlead.config.Listener;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.source.Node;
import org.fairlead.matching.CidrBlock;

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
                value =
                        "TLS for what comes in; absent: plain HTTP. A reload takes over its keys; its coming or going takes a "
                                + "restart",
                reloads = false,
                keysReload = true)
        Optional<ListenerTlsModel> tls,

        @Key(
                value = "a port: what didn't come by https is redirected to it, with 308, and not served",
                range = {1, 65_535},
                reloads = false)
        Optional<Integer> redirectToHttps,

        @Key("balancers that begin each connection with a header of the PROXY protocol, v1 or v2")
        Optional<ProxyProtocolModel> proxyProtocol,

        @Key(
                value = "whether clients may speak HTTP/2 as well: without TLS whoever begins with its preface does",
                otherwise = "true")
        boolean http2) {
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
}
