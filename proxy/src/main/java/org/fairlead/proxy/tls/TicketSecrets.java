package org.fairlead.proxy.tls;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** Secrets of session tickets for listeners that name no file with any: made here, and renewed. Confined to {@link TlsFiles}. */
final class TicketSecrets {
    private static final long LIFETIME_NANOS = Duration.ofHours(12).toNanos();
    /** As long as a session lasts, it can be resumed. */
    private static final int KEPT = 2;

    private final SecureRandom random = new SecureRandom();
    private final Deque<byte[]> secrets = new ArrayDeque<>();
    private final LongSupplier nanos;
    private long since;

    TicketSecrets(LongSupplier nanos) {
        this.nanos = nanos;
        since = nanos.getAsLong();
        secrets.add(TicketKeys.newSecret(random));
    }

    /** Makes a new one where the newest is old; whether it was. */
    boolean rotate() {
        long now = nanos.getAsLong();
        if (now - since < LIFETIME_NANOS) {
            return false;
        }
        since = now;
        secrets.addFirst(TicketKeys.newSecret(random));
        while (secrets.size() > KEPT) {
            secrets.removeLast();
        }
        return true;
    }

    /** The newest first. */
    List<byte[]> all() {
        return List.copyOf(secrets);
    }
}
