package org.fairlead.proxy.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.UpstreamTls;
import org.jspecify.annotations.Nullable;

/** A certificate authority, made on the fly, whose files lie in a folder of the test. */
public final class Pki {
    private final Path folder;
    private final X509Bundle root;
    private final Path rootFile;

    public Pki(Path folder) {
        this(folder, "test-root");
    }

    /** @param name of the authority, and of its file */
    public Pki(Path folder, String name) {
        this.folder = folder;
        try {
            root = new CertificateBuilder()
                    .subject("CN=" + name)
                    .setIsCertificateAuthority(true)
                    .setPathLengthConstraint(OptionalInt.of(2))
                    .ecp256()
                    .buildSelfSigned();
            rootFile = write(name + ".pem", root.getCertificatePEM());
        } catch (Exception e) {
            throw new AssertionError("a root certificate", e);
        }
    }

    public Path rootFile() {
        return rootFile;
    }

    public X509Bundle issue(UnaryOperator<CertificateBuilder> wants) {
        try {
            return wants.apply(new CertificateBuilder().subject("CN=leaf").ecp256())
                    .buildIssuedBy(root);
        } catch (Exception e) {
            throw new AssertionError("a certificate", e);
        }
    }

    /** For these DNS names, or addresses. */
    public X509Bundle issueFor(String... names) {
        return issue(builder -> named(builder, names));
    }

    public static CertificateBuilder named(CertificateBuilder builder, String... names) {
        CertificateBuilder named = builder.subject("CN=" + names[0]);
        for (String name : names) {
            named = name.matches("[0-9.]+") ? named.addSanIpAddress(name) : named.addSanDnsName(name);
        }
        return named;
    }

    /** For a DNS name with a star, which the builder refuses: a SAN extension (RFC 5280 §4.2.1.6) by hand. */
    public X509Bundle issueForWildcard(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] names = new byte[text.length + 4];
        names[0] = 0x30;
        names[1] = (byte) (text.length + 2);
        names[2] = (byte) 0x82;
        names[3] = (byte) text.length;
        System.arraycopy(text, 0, names, 4, text.length);
        return issue(builder -> builder.addExtensionOctetString("2.5.29.17", false, names));
    }

    public X509Bundle expired(String... names) {
        Instant now = Instant.now();
        return issue(builder -> named(builder, names)
                .notBefore(now.minus(Duration.ofDays(20)))
                .notAfter(now.minus(Duration.ofDays(10))));
    }

    /** Writes the files of {@code bundle}, whole, over those that are there. */
    public CertificateFiles store(String name, X509Bundle bundle) {
        return new CertificateFiles(
                write(name + ".crt", bundle.getCertificatePEM()),
                write(name + ".key", bundle.getPrivateKeyPEM()),
                Optional.empty());
    }

    public Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the files of {@link #store} are for a listener. */
    public static ListenerTls listener(CertificateFiles... certificates) {
        return new ListenerTls(
                List.of(certificates),
                ListenerTls.Suites.INTERMEDIATE,
                ListenerTls.Clients.UNASKED,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    /** The same, that asks for certificates of clients. */
    public ListenerTls asking(ListenerTls.Demand demand, CertificateFiles files, String... names) {
        ListenerTls usual = listener(files);
        return new ListenerTls(
                usual.certificates(),
                usual.suites(),
                new ListenerTls.Clients(demand, Optional.of(rootFile), Arrays.asList(names)),
                Optional.empty(),
                Optional.empty(),
                usual.handshakeTimeout());
    }

    /** A server is believed that has a certificate of ours, for its name. */
    public UpstreamTls trusting() {
        return new UpstreamTls(true, Optional.of(rootFile), Optional.empty(), Optional.empty());
    }

    /** For a Java client that trusts this authority alone. */
    public SSLContext client() {
        return context(null);
    }

    /** For a Java client, or server, that shows a certificate, or none. */
    public SSLContext context(@Nullable X509Bundle shown) {
        return context(shown, any -> any);
    }

    /** The same, with other key managers. */
    public SSLContext context(@Nullable X509Bundle shown, UnaryOperator<KeyManager[]> change) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = shown == null
                    ? null
                    : change.apply(shown.toKeyManagerFactory().getKeyManagers());
            context.init(keys, new TrustManager[] {root.toTrustManager()}, new SecureRandom());
            return context;
        } catch (KeyManagementException e) {
            throw new AssertionError("a context", e);
        } catch (Exception e) {
            throw new AssertionError("keys", e);
        }
    }
}
