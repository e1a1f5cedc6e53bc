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
import org.fairlead.config.pem.Credentials;

/** Makes what a listener needs to speak TLS. */
final class ServerTlsMaker {
    private static final Duration SESSION_LIFETIME = Duration.ofHours(12);

    private final TlsProvider provider;

    ServerTlsMaker(TlsProvider provider) {
        this.provider = provider;
    }

    /**
     * @param contents of the files that {@code settings} name
     * @param protocols offered by ALPN (RFC 7301), the best first
     * @param spareSecrets of tickets, for where no file has any
     * @throws SSLException where the provider doesn't take what they hold
     */
    ServerTls.State make(ListenerTls settings, FileContents contents, List<String> protocols, List<byte[]> spareSecrets)
            throws SSLException {
        List<X509Certificate> authorities =
                settings.clients().authorities().map(contents::authorities).orElse(List.of());
        List<byte[]> secrets =
                settings.ticketKeys().map(contents::ticketSecrets).orElse(spareSecrets);
        OpenSslSessionTicketKey[] ticketKeys = TicketKeys.derive(secrets, purpose(settings.clients(), authorities));
        List<ServerCertificate> certificates = new ArrayList<>();
        try {
            for (CertificateFiles files : settings.certificates()) {
                certificates.add(
                        certificate(settings, protocols, contents.credentials(files), authorities, ticketKeys));
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
