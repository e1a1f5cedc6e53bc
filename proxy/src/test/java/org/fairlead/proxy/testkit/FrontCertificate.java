package org.fairlead.proxy.testkit;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.fairlead.config.ListenerTls;

/** The certificate of all fronts with TLS, made once for the process. */
final class FrontCertificate {
    static final String HOST = "wiki.example";
    static final FrontCertificate INSTANCE = new FrontCertificate();

    private final ListenerTls listener;
    private final SSLContext client;
    private final Path authority;
    private final String publicKeyHash;

    private FrontCertificate() {
        try {
            Path folder = Files.createTempDirectory("front");
            Pki pki = new Pki(folder);
            X509Bundle bundle = pki.issueFor(HOST, "elsewhere.example", "localhost", "127.0.0.1");
            listener = Pki.listener(pki.store("front", bundle));
            publicKeyHash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(bundle.getCertificate().getPublicKey().getEncoded()));
            client = pki.client();
            authority = pki.rootFile();
            for (String name : new String[] {"front.crt", "front.key", "test-root.pem", ""}) {
                // Files before their folder: the last that is registered is the first to go.
                folder.resolve(name).toFile().deleteOnExit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    ListenerTls listener() {
        return listener;
    }

    String publicKeyHash() {
        return publicKeyHash;
    }

    Path authority() {
        return authority;
    }

    SSLContext client() {
        return client;
    }
}
