package org.fairlead.config.pem;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** Private keys in PEM files: PKCS#8 (RFC 5958), and the older forms for RSA (RFC 8017) and elliptic curves (RFC 5915). */
final class PrivateKeys {
    private static final byte[] VERSION = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeys() {}

    /** The key in {@code file}, which must belong to {@code publicKey}. */
    static PrivateKey read(Path file, PublicKey publicKey) throws UnfitFileException {
        for (PemFile.Block block : PemFile.read(file).blocks()) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return checked(file, block.der(), publicKey);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    return checked(file, wrapped(block.der(), publicKey), publicKey);
                }
                default -> {}
            }
        }
        throw new UnfitFileException(file, "no private key is in it (expected: PEM, BEGIN PRIVATE KEY)");
    }

    private static PrivateKey checked(Path file, byte[] pkcs8, PublicKey publicKey) throws UnfitFileException {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (belongsTo(key, publicKey)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            // As with a key of another kind.
        }
        throw new UnfitFileException(file, "the key isn't that of the certificate (expected: the two belong together)");
    }

    private static boolean belongsTo(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        return signature.verify(signed);
    }

    /** As PKCS#8: the older forms lack the algorithm, which stands in the certificate, first in its public key. */
    private static byte[] wrapped(byte[] key, PublicKey publicKey) {
        byte[] spki = publicKey.getEncoded();
        int start = 1 + lengthOfLength(spki, 1);
        int contentStart = start + 1 + lengthOfLength(spki, start + 1);
        byte[] algorithm = Arrays.copyOfRange(spki, start, contentStart + length(spki, start + 1));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION);
        content.writeBytes(algorithm);
        content.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /** A DER element (X.690 §8.1). */
    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length > 0xff) {
            element.write(0x82);
            element.write(content.length >> 8);
        } else if (content.length >= 0x80) {
            element.write(0x81);
        }
        element.write(content.length);
        element.writeBytes(content);
        return element.toByteArray();
    }

    private static int lengthOfLength(byte[] der, int at) {
        return (der[at] & 0x80) == 0 ? 1 : 1 + (der[at] & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int octets = lengthOfLength(der, at);
        if (octets == 1) {
            return der[at];
        }
        int length = 0;
        for (int i = 1; i < octets; i++) {
            length = length << 8 | der[at + i] & 0xff;
        }
        return length;
    }
}
