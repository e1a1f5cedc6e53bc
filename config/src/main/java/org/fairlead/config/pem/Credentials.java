package org.fairlead.config.pem;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.CertificateFiles;

/**
 * A certificate with its issuers, the key that belongs to it, and what is stapled to it.
 *
 * @param chain the leaf, then each issuer
 * @param ocsp DER
 */
public record Credentials(List<X509Certificate> chain, PrivateKey key, Optional<byte[]> ocsp) {
    private static final byte[] OCSP_SUCCESSFUL = {0x0a, 1, 0};

    public Credentials {
        chain = List.copyOf(chain);
    }

    /** Reads the files; for any thread but an event loop. A certificate that has expired is read all the same. */
    public static Credentials read(CertificateFiles files) throws UnfitFileException {
        List<X509Certificate> chain = Certificates.read(files.certificate());
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new UnfitFileException(
                        files.certificate(),
                        "certificate " + (i + 1) + " isn't the issuer of the one before (expected: the leaf, then each"
                                + " issuer)");
            }
        }
        PrivateKey key = PrivateKeys.read(files.key(), chain.get(0).getPublicKey());
        Optional<byte[]> ocsp =
                files.ocsp().isPresent() ? Optional.of(ocsp(files.ocsp().get())) : Optional.empty();
        return new Credentials(chain, key, ocsp);
    }

    /** RFC 6960 §4.2.1: a sequence, whose first element says that it is an answer. */
    private static byte[] ocsp(Path file) throws UnfitFileException {
        byte[] der = PemFile.bytes(file);
        boolean isSuccess = der.length > 8 && der[0] == 0x30;
        int at = isSuccess ? 2 + ((der[1] & 0x80) == 0 ? 0 : der[1] & 0x7f) : 0;
        for (int i = 0; isSuccess && i < OCSP_SUCCESSFUL.length; i++) {
            isSuccess = at + i < der.length && der[at + i] == OCSP_SUCCESSFUL[i];
        }
        if (!isSuccess) {
            throw new UnfitFileException(file, "it is no successful answer (expected: an OCSP response, DER)");
        }
        return der;
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** When the first of the chain expires. */
    public Instant expiry() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Refuses what has expired; {@code files} are those that it was read from. */
    public void requireValid(CertificateFiles files, Instant now) throws UnfitFileException {
        if (isExpired(now)) {
            throw new UnfitFileException(
                    files.certificate(), "it expired at " + expiry() + " (expected: a certificate that is valid)");
        }
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiry());
    }
}
