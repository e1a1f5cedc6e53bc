package org.fairlead.config.load;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.Origin;
import org.fairlead.config.UpstreamTls;
import org.fairlead.config.model.ListenerModel.CertificateModel;
import org.fairlead.config.model.ListenerModel.ListenerTlsModel;
import org.fairlead.config.model.UpstreamTlsModel;
import org.fairlead.config.pem.Certificates;
import org.fairlead.config.pem.Credentials;
import org.fairlead.config.pem.KeyLines;
import org.fairlead.config.pem.UnfitFileException;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;

/** Makes what a deployment file says of TLS, and reads the files that it names once, to tell what is wrong with them. */
final class TlsCompiler {
    private final Path folder;
    private final Problems problems;
    private final Problems warnings;

    TlsCompiler(Path folder, Problems problems, Problems warnings) {
        this.folder = folder;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Empty where there is a problem. */
    Optional<ListenerTls> listener(ListenerTlsModel model) {
        if (model.node().get("certificates") instanceof Node.Sequence list
                && list.items().isEmpty()) {
            problems.add(list, "none (expected: one at least)");
        }
        List<CertificateFiles> certificates = new ArrayList<>();
        model.certificates().forEach(certificate -> files(certificate).ifPresent(certificates::add));
        Optional<Path> ticketKeys = model.ticketKeys().map(folder::resolve);
        ticketKeys.ifPresent(file -> check(model.node().get("ticket-keys"), () -> KeyLines.read(file)));
        Optional<ListenerTls.Hsts> hsts = model.hsts()
                .flatMap(said -> said.maxAge().map(age -> new ListenerTls.Hsts(age, said.includeSubdomains())));
        if (model.earlyData()) {
            problems.unexpected(
                    model.node().get("early-data"),
                    "false: neither BoringSSL through Netty nor Java takes early data as a server");
        }
        Optional<ListenerTls.Clients> clients = clients(model);
        return certificates.isEmpty() || clients.isEmpty()
                ? Optional.empty()
                : Optional.of(new ListenerTls(
                        certificates, model.suites(), clients.get(), ticketKeys, hsts, model.handshakeTimeout()));
    }

    private Optional<CertificateFiles> files(CertificateModel model) {
        if (model.certificate().isEmpty() || model.key().isEmpty()) {
            // Told already, or it can't name a file.
            return Optional.empty();
        }
        var files = new CertificateFiles(
                folder.resolve(model.certificate()),
                folder.resolve(model.key()),
                model.ocsp().map(folder::resolve));
        read(files, model.node());
        return Optional.of(files);
    }

    private void read(CertificateFiles files, Node at) {
        check(at, () -> {
            Credentials credentials = Credentials.read(files);
            if (credentials.isExpired(Instant.now())) {
                warnings.add(
                        at,
                        files.certificate() + ": it expired at " + credentials.expiry()
                                + " (expected: a certificate that is valid)");
            }
        });
    }

    private Optional<ListenerTls.Clients> clients(ListenerTlsModel model) {
        ListenerTls.Demand demand = model.clientCertificates();
        Node at = model.node().get("client-ca");
        if (demand == ListenerTls.Demand.NONE) {
            if (model.clientCa().isPresent() || !model.clientNames().isEmpty()) {
                problems.unexpected(
                        model.node().get("client-certificates"),
                        "optional or required, since client-ca or client-names is there");
            }
            return Optional.of(ListenerTls.Clients.UNASKED);
        }
        if (model.clientCa().isEmpty()) {
            problems.add(at, "nothing (expected: a PEM file with those who may have issued clients' certificates)");
            return Optional.empty();
        }
        Path authorities = folder.resolve(model.clientCa().get());
        check(at, () -> Certificates.read(authorities));
        return Optional.of(new ListenerTls.Clients(demand, Optional.of(authorities), model.clientNames()));
    }

    /** The same addresses, those of https by {@code model}. */
    List<Origin> origins(List<Origin> origins, Optional<UpstreamTlsModel> model, Node at) {
        if (model.isEmpty()) {
            return origins;
        }
        if (origins.stream().noneMatch(origin -> origin.tls().isPresent())) {
            problems.add(at, "no address here is https (expected: one at least, or no such settings)");
        }
        UpstreamTls settings = settings(model.get());
        return origins.stream().map(origin -> origin.with(settings)).toList();
    }

    private UpstreamTls settings(UpstreamTlsModel model) {
        Optional<Path> authorities = model.ca().map(folder::resolve);
        authorities.ifPresent(file -> check(model.node().get("ca"), () -> Certificates.read(file)));
        if (model.certificate().isPresent() != model.key().isPresent()) {
            problems.add(model.node(), "one of certificate and key (expected: both or none)");
        }
        Optional<CertificateFiles> certificate = model.certificate()
                .flatMap(file -> model.key()
                        .map(key -> new CertificateFiles(folder.resolve(file), folder.resolve(key), Optional.empty())));
        certificate.ifPresent(files -> read(files, model.node()));
        if (!model.verify()) {
            warnings.add(
                    model.node().get("verify"),
                    "false: whoever is in between may read and change all (expected: true, with a ca of your own)");
        }
        return new UpstreamTls(model.verify(), authorities, model.serverName(), certificate);
    }

    /** Reads files. */
    private interface Reading {
        void read() throws UnfitFileException;
    }

    private void check(Node at, Reading reading) {
        try {
            reading.read();
        } catch (UnfitFileException e) {
            problems.add(at, e.getMessage());
        }
    }
}
