package org.fairlead.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a certificate, its key and what is stapled to it lie.
 *
 * @param certificate PEM: the leaf, then each issuer but the root
 * @param key PEM, without a passphrase
 * @param ocsp a response of the issuer (RFC 6960), DER
 */
public record CertificateFiles(Path certificate, Path key, Optional<Path> ocsp) {}
