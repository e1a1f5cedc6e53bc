package org.fairlead.proxy.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.pem.Certificates;
import org.fairlead.config.pem.Credentials;
import org.fairlead.config.pem.KeyLines;
import org.fairlead.config.pem.UnfitFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files once, part by part: a pair, or a file of another kind, that is broken stays what it was, so that it keeps no other
 * from being renewed. Reads files: not for an event loop.
 */
final class ContentsReader {
    /** Reads one part. */
    private interface Part<T> {
        T read() throws UnfitFileException, SSLException;
    }

    private final TlsProvider provider;
    private final Instant now;
    private final List<String> problems = new ArrayList<>();

    ContentsReader(TlsProvider provider, Instant now) {
        this.provider = provider;
        this.now = now;
    }

    /**
     * @param before what they held when they were read last
     * @throws UnfitFileException where a file is broken that wasn't read before
     * @throws SSLException where the provider doesn't take what it holds
     */
    FileContents read(NamedFiles named, FileContents before) throws UnfitFileException, SSLException {
        Map<CertificateFiles, Credentials> pairs = new HashMap<>();
        for (CertificateFiles files : named.pairs()) {
            pairs.put(files, pair(files, before.pairs().get(files)));
        }
        Map<Path, List<X509Certificate>> authorities = new HashMap<>();
        if (named.authorities().isPresent()) {
            Path file = named.authorities().get();
            authorities.put(file, part(before.authorities().get(file), () -> Certificates.read(file)));
        }
        Map<Path, List<byte[]>> ticketSecrets = new HashMap<>();
        if (named.ticketKeys().isPresent()) {
            Path file = named.ticketKeys().get();
            ticketSecrets.put(file, part(before.ticketSecrets().get(file), () -> KeyLines.read(file)));
        }
        return new FileContents(pairs, authorities, ticketSecrets);
    }

    /** What was broken, and has stayed what it was. */
    List<String> problems() {
        return problems;
    }

    private <T> T part(@Nullable T before, Part<T> part) throws UnfitFileException, SSLException {
        try {
            return part.read();
        } catch (UnfitFileException | SSLException e) {
            if (before == null) {
                throw e;
            }
            problems.add(String.valueOf(e.getMessage()));
            return before;
        }
    }

    private Credentials pair(CertificateFiles files, @Nullable Credentials before)
            throws UnfitFileException, SSLException {
        return part(before, () -> {
            Credentials read = Credentials.read(files);
            // One that has expired while it was in use is still better than none; it takes the place of no other,
            // though.
            if (before != null && !read.chain().equals(before.chain())) {
                read.requireValid(files, now);
                tryOut(files, read);
            }
            return read;
        });
    }

    /** A key may be well-formed, and yet too weak for the provider. */
    private void tryOut(CertificateFiles files, Credentials credentials) throws SSLException {
        try {
            ReferenceCountUtil.release(SslContextBuilder.forServer(credentials.key(), credentials.chain())
                    .sslProvider(provider.netty())
                    .build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new SSLException(files.certificate() + ": " + e.getMessage(), e);
        }
    }
}
