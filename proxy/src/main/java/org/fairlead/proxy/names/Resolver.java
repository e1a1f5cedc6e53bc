package org.fairlead.proxy.names;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.fairlead.config.BindAddress;
import org.fairlead.config.NameSettings;
import org.jspecify.annotations.Nullable;

/** Netty's resolver by some settings, and how long what it says holds. Confined to its event loop, but for making it. */
final class Resolver {
    /** A packet that is lost is sent again while there is time. */
    private static final int TRIES = 2;

    /** A file has no TTL. */
    private static final long FOR_LONG_SECONDS = 86_400;

    record Built(DnsNameResolver resolver, Answers answers) {}

    private final NameSettings settings;
    private final @Nullable Built built;

    /** @param built null: there is nothing to ask */
    Resolver(NameSettings settings, @Nullable Built built) {
        this.settings = settings;
        this.built = built;
    }

    /** Reads the files of the system: not on an event loop. */
    static Built build(
            EventLoop loop,
            Class<? extends DatagramChannel> datagrams,
            Class<? extends SocketChannel> sockets,
            NameSettings settings,
            Path systemFile) {
        Answers answers = new Answers();
        ResolvConf system = ResolvConf.read(systemFile);
        DnsNameResolver resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(datagrams)
                // For answers that are too long for a packet.
                .socketChannelType(sockets)
                .resolveCache(answers)
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                .hostsFileEntriesResolver(new DefaultHostsFileEntriesResolver())
                .searchDomains(system.search())
                .ndots(system.dots())
                .nameServerProvider(servers(settings.servers(), system))
                .queryTimeoutMillis(Math.max(1, settings.timeout().toMillis() / TRIES))
                .build();
        return new Built(resolver, answers);
    }

    private static DnsServerAddressStreamProvider servers(List<BindAddress> servers, ResolvConf system) {
        return servers.isEmpty()
                ? new SequentialDnsServerAddressStreamProvider(system.servers())
                : new SequentialDnsServerAddressStreamProvider(servers.stream()
                        .map(server -> new InetSocketAddress(
                                NameBook.EMPTY.of(server.host()).get(0), server.port()))
                        .toList());
    }

    NameSettings settings() {
        return settings;
    }

    Future<List<InetAddress>> resolveAll(String host) {
        if (built == null) {
            throw new IllegalStateException("there is nothing to ask");
        }
        return built.resolver().resolveAll(host);
    }

    /** Of what was just found: the least. */
    long ttlSeconds(List<InetAddress> found) {
        return built == null
                ? FOR_LONG_SECONDS
                : found.stream()
                        .mapToLong(address -> built.answers().takeTtl(address, FOR_LONG_SECONDS))
                        .min()
                        .orElse(FOR_LONG_SECONDS);
    }

    void close() {
        if (built != null) {
            built.resolver().close();
        }
    }
}
