package org.fairlead.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fairlead.bench.machine.Command;

/** The certificate that all contestants show: P-256, signed by itself, for the hosts of the setups. */
final class BenchCertificate {
    static final String CERTIFICATE = "bench.crt";
    static final String KEY = "bench.key";

    /** As Mozilla's "intermediate" has them, but for those that BoringSSL lacks. */
    static final String TLS_1_2_SUITES =
            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                    + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

    private BenchCertificate() {}

    /** Writes {@link #CERTIFICATE}, {@link #KEY}, and both as one file for HAProxy, {@code bench.pem}. */
    static void write(Path folder) throws IOException {
        Path certificate = folder.resolve(CERTIFICATE);
        Path key = folder.resolve(KEY);
        Command.output(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=bench.example",
                "-addext",
                "subjectAltName=DNS:*.bench.example,IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()));
        Files.writeString(folder.resolve("bench.pem"), Files.readString(certificate) + Files.readString(key));
    }
}
