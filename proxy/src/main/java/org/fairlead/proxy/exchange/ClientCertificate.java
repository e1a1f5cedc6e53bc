package org.fairlead.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.fairlead.proxy.http1.HeadWriter;

/** Tells origins of the certificate that a client has shown, and whose key it has. Pure. */
public final class ClientCertificate {
    private ClientCertificate() {}

    /**
     * The field lines: {@code Client-Cert} (RFC 9440), its subject (RFC 2253; what isn't printable ASCII escaped, as UTF-8 in
     * hexadecimal), and the SHA-256 of its DER form in hexadecimal.
     */
    public static List<byte[]> lines(X509Certificate certificate) {
        try {
            byte[] der = certificate.getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
            return List.of(
                    HeadWriter.line("Client-Cert", ":" + Base64.getEncoder().encodeToString(der) + ":"),
                    HeadWriter.line(
                            "Client-Cert-Subject",
                            printable(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253))),
                    HeadWriter.line("Client-Cert-Fingerprint", HexFormat.of().formatHex(digest)));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a certificate that was verified can't be written", e);
        }
    }

    private static String printable(String name) {
        StringBuilder text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet < 0x7f) {
                text.append((char) octet);
            } else {
                text.append('\\').append(HexFormat.of().toHexDigits(octet));
            }
        }
        return text.toString();
    }
}
