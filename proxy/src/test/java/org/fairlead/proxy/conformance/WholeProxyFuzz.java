package org.fairlead.proxy.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The whole proxy beside Netty's decoders: requests of clients, and answers of origins where the first octet is odd. */
public final class WholeProxyFuzz {
    private static final Fuzz FUZZ = new Fuzz();
    private static final int MOST_BYTES = 4096;

    private WholeProxyFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0 || data.length > MOST_BYTES) {
            return;
        }
        String bytes = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
        Optional<String> finding = (data[0] & 1) == 0 ? FUZZ.request(bytes) : FUZZ.response(bytes);
        if (finding.isPresent()) {
            throw new AssertionError(finding.get());
        }
    }
}
