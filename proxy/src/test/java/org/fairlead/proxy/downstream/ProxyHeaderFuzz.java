package org.fairlead.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.nio.charset.StandardCharsets;
import org.fairlead.matching.ClientAddress;

/** A header of the PROXY protocol is whole at one place only, and Netty's decoder reads the same from what is taken. */
public final class ProxyHeaderFuzz {
    private ProxyHeaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ProxyHeader header = ProxyHeader.read(Unpooled.wrappedBuffer(data));
        if (header.length() < 0) {
            return;
        }
        assertThat(header.length()).isBetween(1, data.length);
        assertThat(ProxyHeader.read(Unpooled.wrappedBuffer(data, 0, header.length())))
                .isEqualTo(header);
        for (int part = 0; part < header.length(); part++) {
            assertThat(ProxyHeader.read(Unpooled.wrappedBuffer(data, 0, part))).isEqualTo(ProxyHeader.INCOMPLETE);
        }
        if (!hasPortZero(data, header.length())) {
            header.source().ifPresent(source -> asNetty(data, header.length(), source));
        }
    }

    /** The specification allows it, for a port that isn't known; Netty refuses it. */
    private static boolean hasPortZero(byte[] data, int length) {
        if (data[0] == 'P') {
            String line = new String(data, 0, length, StandardCharsets.ISO_8859_1);
            return line.matches(".* 0( [0-9]+)?\r\n");
        }
        int ports = data[13] == 0x11 ? 24 : 48;
        return length > ports + 3
                && (data[ports] == 0 && data[ports + 1] == 0 || data[ports + 2] == 0 && data[ports + 3] == 0);
    }

    private static void asNetty(byte[] data, int length, ClientAddress source) {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        ByteBuf bytes = Unpooled.copiedBuffer(data).slice(0, length);
        channel.writeInbound(bytes);
        HAProxyMessage message = channel.readInbound();
        assertThat(ClientAddress.parse(String.valueOf(message.sourceAddress()))).contains(source);
        message.release();
        channel.finishAndReleaseAll();
    }
}
