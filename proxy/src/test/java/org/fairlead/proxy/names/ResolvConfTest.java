package org.fairlead.proxy.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.BindAddress;
import org.fairlead.config.NameSettings;
import org.fairlead.proxy.testkit.DnsServer;
import org.fairlead.proxy.testkit.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system's word on how names are looked up, and what holds where it has none. */
class ResolvConfTest {
    private static final InetSocketAddress OWN = new InetSocketAddress(address("127.0.0.1"), 53);

    @TempDir
    Path folder;

    private static InetAddress address(String literal) {
        return NetUtil.createInetAddressFromIpAddressString(literal);
    }

    @Test
    void namesServersDomainsAndDots() {
        ResolvConf system = ResolvConf.parse("""
                # a comment
                domain gone.example
                search eqiad.example  codfw.example .
                nameserver 10.0.0.53
                ; nameserver 10.9.9.9
                  nameserver   2001:db8::53
                nameserver not-an-address
                nameserver
                options edns0 ndots:3 rotate ndots:x
                sortlist 10.0.0.0/8
                """);

        assertThat(system)
                .isEqualTo(new ResolvConf(
                        List.of(
                                new InetSocketAddress(address("10.0.0.53"), 53),
                                new InetSocketAddress(address("2001:db8::53"), 53)),
                        List.of("eqiad.example", "codfw.example"),
                        3));
    }

    @Test
    void isBounded() {
        ResolvConf system = ResolvConf.parse(
                "nameserver 10.0.0.1\n".repeat(9) + "search" + " a.example".repeat(99) + "\noptions ndots:9999\n");

        assertThat(system.servers()).hasSize(3);
        assertThat(system.search()).hasSize(32);
        assertThat(system.dots()).isEqualTo(15);
    }

    @Test
    void whereItSaysNothingThisMachineIsAsked() {
        assertThat(ResolvConf.parse("")).isEqualTo(new ResolvConf(List.of(OWN), List.of(), 1));
        assertThat(ResolvConf.parse("nameserver 10.0.0.300\n").servers()).containsExactly(OWN);
    }

    @Test
    void whereItIsMissingThisMachineIsAskedAndTheLogSaysSo() throws IOException {
        try (LogLines log = new LogLines("org.fairlead.proxy.names.ResolvConf")) {
            Path missing = folder.resolve("resolv.conf");
            assertThat(ResolvConf.read(missing).servers()).containsExactly(OWN);
            assertThat(log.lines()).singleElement().asString().contains(missing.toString(), "127.0.0.1", "NoSuchFile");

            Files.write(missing, new byte[1024 * 1024 + 1]);
            assertThat(ResolvConf.read(missing).servers()).containsExactly(OWN);
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void itsDomainsAreReadAnewEachTime() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Path file = folder.resolve("resolv.conf");
        try (DnsServer dns = new DnsServer();
                Names names = new Names(group.next(), NioDatagramChannel.class, NioSocketChannel.class, file)) {
            dns.answer("app.eqiad.example", 3600, "10.0.0.1");
            dns.answer("app.codfw.example", 3600, "10.0.0.2");
            NameSettings settings = new NameSettings(
                    List.of(new BindAddress("127.0.0.1", dns.port())),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2));

            Files.writeString(file, "search eqiad.example\n");
            assertThat(names.use(settings, Set.of("app")).of("app")).containsExactly(address("10.0.0.1"));
            Files.writeString(file, "search codfw.example\n");
            assertThat(names.use(settings, Set.of("app")).of("app")).containsExactly(address("10.0.0.2"));
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Nobody listens there, or whoever does knows nothing of it: no server on the Internet is asked. */
    @Test
    void aNameThatNobodyCanBeAskedForIsKnownOnceItIs() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        NameSettings settings =
                new NameSettings(List.of(), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500));
        try (LogLines log = new LogLines("org.fairlead.proxy.names.Names");
                Names names = new Names(
                        group.next(),
                        NioDatagramChannel.class,
                        NioSocketChannel.class,
                        folder.resolve("resolv.conf"))) {
            NameBook book = names.use(settings, Set.of("app.fairlead.invalid", "localhost"));

            assertThat(book.of("app.fairlead.invalid")).isEmpty();
            assertThat(names.failing()).isEqualTo(1);
            assertThat(book.of("localhost")).as("from the hosts file").isNotEmpty();
            assertThat(log.lines()).anyMatch(line -> line.startsWith("names: app.fairlead.invalid: "));
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
