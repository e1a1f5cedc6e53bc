package org.fairlead.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of a fleet: the first signs, all verify, so that they can be rotated without a moment of distrust.
 *
 * <p>Each purpose has a key of its own, derived by HMAC-SHA256, so that a signed pin never passes as a signed hop. Safe for
 * use by many threads.
 */
public final class FleetKeys {
    /** What a signature is good for. */
    public enum Purpose {
        PIN,
        HOP,
        HOP_ANSWER,
        /** Nothing but {@link FleetKeys#mark()}. */
        MARK
    }

    /** Bytes of a secret below which it is refused. */
    public static final int SHORTEST_SECRET = 16;

    private static final String ALGORITHM = "HmacSHA256";
    /** 128 bits of the MAC are kept. */
    private static final int KEPT_BYTES = 16;

    private static final int MARK_LENGTH = 8;

    private final List<List<Mac>> macsByPurpose;

    /**
     * @param secrets in the order of the file, one at least
     * @throws IllegalArgumentException where there is none, or one is shorter than {@link #SHORTEST_SECRET} bytes
     */
    public FleetKeys(List<byte[]> secrets) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret.length < SHORTEST_SECRET)) {
            throw new IllegalArgumentException(
                    "(expected: one secret a line, each of " + SHORTEST_SECRET + " bytes or more)");
        }
        macsByPurpose = Arrays.stream(Purpose.values())
                .map(purpose -> secrets.stream()
                        .map(secret -> keyed(derive(secret, purpose)))
                        .toList())
                .toList();
    }

    private static byte[] derive(byte[] secret, Purpose purpose) {
        return keyed(secret).doFinal(("fairlead v1 " + purpose.name()).getBytes(StandardCharsets.US_ASCII));
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** How many secrets verify. */
    public int size() {
        return macsByPurpose.get(0).size();
    }

    /** Tells the secret that signs from another, in words for operators; of no use for finding or forging anything. */
    public String mark() {
        return sign(Purpose.MARK, "signs").substring(0, MARK_LENGTH);
    }

    /** The signature of {@code message}, base64url without padding: 22 characters. */
    public String sign(Purpose purpose, String message) {
        return encode(mac(macsByPurpose.get(purpose.ordinal()).get(0), message));
    }

    /** Whether any of the secrets signed {@code message} so; takes the same time wherever a difference lies. */
    public boolean verify(Purpose purpose, String message, String signature) {
        byte[] given = signature.getBytes(StandardCharsets.ISO_8859_1);
        boolean verified = false;
        for (Mac mac : macsByPurpose.get(purpose.ordinal())) {
            byte[] expected = encode(mac(mac, message)).getBytes(StandardCharsets.ISO_8859_1);
            verified |= MessageDigest.isEqual(expected, given);
        }
        return verified;
    }

    private static byte[] mac(Mac keyed, String message) {
        try {
            // A clone, because a Mac holds the state of one message.
            Mac mac = (Mac) keyed.clone();
            return Arrays.copyOf(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)), KEPT_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can be cloned", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
