package org.fairlead.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys of session tickets (RFC 5077 §4), derived from secrets and from what a session may be resumed for: one begun where no
 * certificate of the client was asked for must not be resumed where one is.
 */
final class TicketKeys {
    private static final int SECRET_BYTES = 32;
    private static final int PART = 16;

    private TicketKeys() {}

    static byte[] newSecret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** The first encrypts, all decrypt. */
    static OpenSslSessionTicketKey[] derive(List<byte[]> secrets, String purpose) {
        return secrets.stream().map(secret -> derive(secret, purpose)).toArray(OpenSslSessionTicketKey[]::new);
    }

    private static OpenSslSessionTicketKey derive(byte[] secret, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(secret, "HmacSHA512"));
            byte[] parts = mac.doFinal(("fairlead session ticket\n" + purpose).getBytes(StandardCharsets.UTF_8));
            return new OpenSslSessionTicketKey(
                    Arrays.copyOfRange(parts, 0, PART),
                    Arrays.copyOfRange(parts, PART, 2 * PART),
                    Arrays.copyOfRange(parts, 2 * PART, 3 * PART));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA512", e);
        }
    }
}
