package org.fairlead.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;
import org.fairlead.config.ListenerTls.Suites;
import org.fairlead.config.UpstreamTls;
import org.fairlead.config.pem.Credentials;

/** Makes what it takes to speak TLS to origins and peers. */
final class ClientTlsMaker {
    private final TlsProvider provider;

    ClientTlsMaker(TlsProvider provider) {
        this.provider = provider;
    }

    /**
     * @param contents of the files that {@code settings} name
     * @throws SSLException where the provider doesn't take what they hold
     */
    SslContext make(UpstreamTls settings, FileContents contents) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider.netty())
                .protocols(CipherSuites.versions(Suites.INTERMEDIATE))
                .ciphers(CipherSuites.of(Suites.INTERMEDIATE), SupportedCipherSuiteFilter.INSTANCE)
                .endpointIdentificationAlgorithm(settings.verifies() ? "HTTPS" : "");
        if (!settings.protocols().isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    settings.protocols()));
        }
        if (!settings.verifies()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (settings.authorities().isPresent()) {
            builder.trustManager(contents.authorities(settings.authorities().get()));
        }
        if (settings.certificate().isPresent()) {
            Credentials credentials =
                    contents.credentials(settings.certificate().get());
            builder.keyManager(credentials.key(), credentials.chain());
        }
        return builder.build();
    }
}
