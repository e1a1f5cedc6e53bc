package org.fairlead.proxy.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A certificate for {@code localhost}, signed by itself, for thirty days: X.509 (RFC 5280 §4.1) written out by hand, since Java
 * has no way to make one and the demo is to run without other programs.
 */
final class SelfMadeCertificate {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAYS = 30;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8 = 0x0c;
    private static final int UTC_TIME = 0x17;

    /** Object identifiers, encoded. */
    private static final byte[] COMMON_NAME = hex("0603550403");

    private static final byte[] ECDSA_WITH_SHA256 = hex("06082a8648ce3d040302");
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = hex("0603551d11");

    private SelfMadeCertificate() {}

    /** Writes both as PEM. */
    static void write(Path certificate, Path key) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Files.writeString(certificate, pem("CERTIFICATE", certificate(pair, Instant.now())));
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate could be made: " + e.getMessage(), e);
        }
    }

    private static byte[] certificate(KeyPair pair, Instant now) throws GeneralSecurityException {
        byte[] algorithm = element(SEQUENCE, ECDSA_WITH_SHA256);
        byte[] name = element(SEQUENCE, element(SET, element(SEQUENCE, COMMON_NAME, text(UTF8, "localhost"))));
        byte[] names = element(SEQUENCE, text(0x82, "localhost"), element(0x87, hex("7f000001")));
        byte[] signed = element(
                SEQUENCE,
                element(0xa0, element(INTEGER, hex("02"))),
                element(INTEGER, serial(now)),
                algorithm,
                name,
                element(
                        SEQUENCE,
                        text(UTC_TIME, TIME.format(now.minus(1, ChronoUnit.HOURS))),
                        text(UTC_TIME, TIME.format(now.plus(DAYS, ChronoUnit.DAYS)))),
                name,
                pair.getPublic().getEncoded(),
                element(
                        0xa3,
                        element(SEQUENCE, element(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, element(OCTET_STRING, names)))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(signed);
        return element(SEQUENCE, signed, algorithm, element(BIT_STRING, hex("00"), signature.sign()));
    }

    /** Another one for each demo, or browsers that know the last one complain. */
    private static byte[] serial(Instant now) {
        return hex("01" + HexFormat.of().toHexDigits(now.toEpochMilli()));
    }

    private static byte[] text(int tag, String text) {
        return element(tag, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A DER element (X.690 §8.1). */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        // BoringSSL takes no length that is longer than need be.
        if (content.size() > 0xff) {
            element.write(0x82);
            element.write(content.size() >> 8);
        } else if (content.size() >= 0x80) {
            element.write(0x81);
        }
        element.write(content.size());
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
