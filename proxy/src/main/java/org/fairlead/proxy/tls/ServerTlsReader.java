package org.fairlead.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLException;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.pem.Certificates;
import org.fairlead.config.pem.Credentials;
import org.fairlead.config.pem.KeyLines;
import org.fairlead.config.pem.UnfitFileException;

/** Reads what a listener needs to speak TLS. Reads files: not for an event loop. */
final class ServerTlsReader {
    private static final Duration SESSION_LIFETIME = Duration.ofHours(12);

    private final TlsProvider provider;

    ServerTlsReader(TlsProvider provider) {
        this.provider = provider;
    }

    /**
     * @param protocols offered by ALPN (RFC 7301), the best first
     * @param spareSecrets of tickets, for where no file has any
     * @throws UnfitFileException where a file is broken
     * @throws SSLException where the provider doesn't take what they hold
     */
    ServerTls.State read(ListenerTls settings, List<String> protocols, List<byte[]> spareSecrets)
            throws UnfitFileException, SSLException {
        List<X509Certificate> authorities = settings.clients().authorities().isPresent()
                ? Certificates.read(settings.clients().authorities().get())
                : List.of();
        List<Credentials> all = new ArrayList<>();
        for (CertificateFiles files : settings.certificates()) {
            all.add(Credentials.read(files));
        }
        List<byte[]> secrets = settings.ticketKeys().isPresent()
                ? KeyLines.read(settings.ticketKeys().get())
                : spareSecrets;
        OpenSslSessionTicketKey[] ticketKeys = TicketKeys.derive(secrets, purpose(settings.clients(), authorities));
        List<ServerCertificate> certificates = new ArrayList<>();
        try {
            for (Credentials credentials : all) {
                certificates.add(certificate(settings, protocols, credentials, authorities, ticketKeys));
            }
        } catch (SSLException | IllegalArgumentException e) {
            certificates.forEach(certificate -> ReferenceCountUtil.release(certificate.context()));
            throw e instanceof SSLException known ? known : new SSLException(e);
        }
        return new ServerTls.State(settings, new ServerCertificates(certificates));
    }

    private ServerCertificate certificate(
            ListenerTls settings,
            List<String> protocols,
            Credentials credentials,
            List<X509Certificate> authorities,
            OpenSslSessionTicketKey[] ticketKeys)
            throws SSLException {
        boolean staples =
                credentials.ocsp().isPresent() && provider == TlsProvider.BORINGSSL && OpenSsl.isOcspSupported();
        SslContextBuilder builder = SslContextBuilder.forServer(credentials.key(), credentials.chain())
                .sslProvider(provider.netty())
                .protocols(CipherSuites.versions(settings.suites()))
                .ciphers(CipherSuites.of(settings.suites()), SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols))
                .clientAuth(demand(settings.clients().demand()))
                .sessionTimeout(SESSION_LIFETIME.toSeconds())
                .enableOcsp(staples);
        if (!authorities.isEmpty()) {
            builder.trustManager(authorities);
        }
        SslContext context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            // Tickets are enough, and need no memory here.
            sessions.setSessionCacheEnabled(false);
            sessions.setTicketKeys(ticketKeys);
        }
        return new ServerCertificate(
                context,
                CertificateNames.of(credentials.leaf()),
                staples ? credentials.ocsp().orElse(null) : null,
                credentials.expiry().getEpochSecond());
    }

    private static ClientAuth demand(ListenerTls.Demand demand) {
        return switch (demand) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    /** What distinguishes sessions that mustn't be resumed for one another, the same at every proxy of the fleet. */
    private static String purpose(ListenerTls.Clients clients, List<X509Certificate> authorities) {
        StringBuilder purpose = new StringBuilder(clients.demand().name());
        try {
            for (X509Certificate authority : authorities) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(authority.getEncoded());
                purpose.append('\n').append(HexFormat.of().formatHex(digest));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can't be written", e);
        }
        return purpose.toString();
    }
}
