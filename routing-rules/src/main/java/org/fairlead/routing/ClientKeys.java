package org.fairlead.routing;

import java.util.List;
import org.fairlead.matching.ClientAddress;
import org.fairlead.matching.CookieCursor;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;

/**
 * Turns what a client is known by into a number that every proxy of the fleet computes alike, now and in later versions:
 * FNV-1a of 64 bits over the salt, a zero byte, the name of the kind of key and its bytes, then the finalizer of MurmurHash3.
 *
 * <p>Confined to one thread.
 */
public final class ClientKeys {
    /** No key of the list is in the request. */
    public static final long NONE = 0;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final CookieCursor cookies = new CookieCursor();

    /** The bucket of the first key that the request has, 0 to 9999, or -1 where it has none. */
    int bucket(Shift shift, RequestHead head, RequestFacts facts) {
        for (int i = 0; i < shift.by().size(); i++) {
            ClientKey key = shift.by().get(i);
            if (key instanceof ClientKey.OfRequest) {
                return facts.draw();
            }
            long hash = hash(key, shift.salt(), head, facts.client());
            if (hash != NONE) {
                return bucket(hash);
            }
        }
        return -1;
    }

    /** The bucket that tells how soon a client leaves a datacenter that can't take all, 0 to 9999: high ones leave first. */
    int failoverBucket(CompiledService service, RequestHead head, RequestFacts facts) {
        long hash = first(service.failoverKeys(), service.failoverSalt(), head, facts.client());
        return hash == NONE ? facts.draw() : bucket(hash);
    }

    private static int bucket(long hash) {
        return (int) ((hash >>> 32) * Shift.WHOLE >>> 32);
    }

    /** The number of the first key that the request has, never {@link #NONE}; or {@link #NONE}. */
    public long first(List<ClientKey> keys, String salt, RequestHead head, ClientAddress client) {
        for (int i = 0; i < keys.size(); i++) {
            long hash = hash(keys.get(i), salt, head, client);
            if (hash != NONE) {
                return hash;
            }
        }
        return NONE;
    }

    private long hash(ClientKey key, String salt, RequestHead head, ClientAddress client) {
        if (key instanceof ClientKey.OfAddress) {
            return finish(mix(seed(salt, 'a'), client.networkKey()));
        }
        if (key instanceof ClientKey.OfCookie cookie) {
            return ofCookie(cookie, salt, head);
        }
        if (key instanceof ClientKey.OfHeader header) {
            return ofHeader(header, salt, head.fields());
        }
        return NONE;
    }

    private long ofCookie(ClientKey.OfCookie cookie, String salt, RequestHead head) {
        cookies.of(head);
        while (cookies.next()) {
            if (cookies.isNamed(cookie.nameBytes()) && cookies.valueStart() < cookies.valueEnd()) {
                return finish(mix(seed(salt, 'c'), cookies.bytes(), cookies.valueStart(), cookies.valueEnd()));
            }
        }
        return NONE;
    }

    private static long ofHeader(ClientKey.OfHeader header, String salt, FieldTable fields) {
        int line = fields.find(header.lowerName(), 0);
        return line < 0 || fields.valueStart(line) == fields.valueEnd(line)
                ? NONE
                : finish(mix(seed(salt, 'h'), fields.bytes(), fields.valueStart(line), fields.valueEnd(line)));
    }

    private static long seed(String salt, char kind) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < salt.length(); i++) {
            hash = (hash ^ salt.charAt(i)) * FNV_PRIME;
        }
        return (hash * FNV_PRIME ^ kind) * FNV_PRIME;
    }

    private static long mix(long hash, byte[] bytes, int start, int end) {
        long mixed = hash;
        for (int i = start; i < end; i++) {
            mixed = (mixed ^ bytes[i] & 0xff) * FNV_PRIME;
        }
        return mixed;
    }

    private static long mix(long hash, long value) {
        long mixed = hash;
        for (int shift = 56; shift >= 0; shift -= 8) {
            mixed = (mixed ^ value >>> shift & 0xff) * FNV_PRIME;
        }
        return mixed;
    }

    private static long finish(long hash) {
        long mixed = hash;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        mixed ^= mixed >>> 33;
        return mixed == NONE ? 1 : mixed;
    }
}
