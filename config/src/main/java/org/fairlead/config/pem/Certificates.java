package org.fairlead.config.pem;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates in PEM files. */
public final class Certificates {
    private Certificates() {}

    /** All that are in {@code file}, one at least. */
    public static List<X509Certificate> read(Path file) throws UnfitFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : PemFile.read(file).blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(file, block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new UnfitFileException(file, "no certificate is in it (expected: PEM, BEGIN CERTIFICATE)");
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(Path file, byte[] der) throws UnfitFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new UnfitFileException(file, "a certificate in it can't be read (expected: X.509)");
        }
    }
}
