package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.nio.charset.StandardCharsets;
import org.fairlead.config.PoolSettings.ProxyProtocol;
import org.fairlead.matching.ClientAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is what others read. */
class AnnouncementTest {
    private static Announcement of(String client, int port, String to, int toPort) {
        return new Announcement(
                ClientAddress.parse(client).orElseThrow(),
                port,
                ClientAddress.parse(to).orElseThrow(),
                toPort);
    }

    private static String decoded(byte[] header) {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(header));
        HAProxyMessage message = channel.readInbound();
        try {
            return message.proxiedProtocol() + " " + message.sourceAddress() + " " + message.sourcePort() + " "
                    + message.destinationAddress() + " " + message.destinationPort();
        } finally {
            message.release();
            channel.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 56324, 198.51.100.1, 443, TCP4 192.0.2.1 56324 198.51.100.1 443",
        "255.255.255.255, 65535, 0.0.0.0, 0, TCP4 255.255.255.255 65535 0.0.0.0 0",
        "192.0.2.1, 0, 198.51.100.1, 8080, TCP4 192.0.2.1 0 198.51.100.1 8080",
        "2001:db8::1, 56324, 2001:db8::2, 443, TCP6 2001:db8:0:0:0:0:0:1 56324 2001:db8:0:0:0:0:0:2 443",
        "2001:db8::1, 0, 198.51.100.1, 443, TCP6 2001:db8:0:0:0:0:0:1 0 0:0:0:0:0:ffff:c633:6401 443",
        "192.0.2.1, 1, 2001:db8::2, 443, TCP6 0:0:0:0:0:ffff:c000:201 1 2001:db8:0:0:0:0:0:2 443"
    })
    void isReadByOthersInVersion2(String client, int port, String to, int toPort, String read) {
        assertThat(decoded(of(client, port, to, toPort).render(ProxyProtocol.V2)))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 56324, 198.51.100.1, 443, PROXY TCP4 192.0.2.1 198.51.100.1 56324 443",
        "192.0.2.1, 0, 198.51.100.1, 443, PROXY TCP4 192.0.2.1 198.51.100.1 0 443",
        "2001:db8::1, 56324, 2001:db8::2, 443, PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 56324 443",
        "2001:db8::1, 0, 198.51.100.1, 443, PROXY TCP6 2001:db8:0:0:0:0:0:1 ::ffff:198.51.100.1 0 443"
    })
    void isALineInVersion1(String client, int port, String to, int toPort, String line) {
        assertThat(of(client, port, to, toPort).render(ProxyProtocol.V1))
                .isEqualTo((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(ProxyProtocol.class)
    void sameClientSameHeader(ProxyProtocol version) {
        assertThat(of("192.0.2.1", 1, "192.0.2.2", 2).render(version))
                .isEqualTo(of("192.0.2.1", 1, "192.0.2.2", 2).render(version))
                .isNotEqualTo(of("192.0.2.1", 3, "192.0.2.2", 2).render(version))
                .isNotEqualTo(of("192.0.2.9", 1, "192.0.2.2", 2).render(version));
    }
}
