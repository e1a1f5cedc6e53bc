package org.fairlead.proxy.names;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Caches nothing, and tells how long answers hold: the resolver gives the TTL of a record to its cache alone. Confined to the
 * resolver's event loop, but for {@link #clear()}.
 */
@SuppressWarnings("NullAway") // the interface is older than annotations: null is "not in the cache"
final class Answers implements DnsCache {
    private static final int MOST = 10_000;

    private final Map<InetAddress, Long> secondsLeft = new ConcurrentHashMap<>();

    /** In seconds, of the record that gave {@code address}; or {@code otherwise}. Forgets it. */
    long takeTtl(InetAddress address, long otherwise) {
        Long seconds = secondsLeft.remove(address);
        return seconds == null ? otherwise : seconds;
    }

    @Override
    public DnsCacheEntry cache(
            String hostname, DnsRecord @Nullable [] additionals, InetAddress address, long ttl, EventLoop loop) {
        if (secondsLeft.size() < MOST) {
            secondsLeft.put(address, ttl);
        }
        return new Entry(address, null);
    }

    @Override
    public DnsCacheEntry cache(String hostname, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop loop) {
        return new Entry(null, cause);
    }

    @Override
    public @Nullable List<? extends DnsCacheEntry> get(String hostname, DnsRecord @Nullable [] additionals) {
        return null;
    }

    @Override
    public void clear() {
        secondsLeft.clear();
    }

    @Override
    public boolean clear(String hostname) {
        return false;
    }

    private record Entry(
            @Nullable InetAddress address, @Nullable Throwable cause) implements DnsCacheEntry {}
}
