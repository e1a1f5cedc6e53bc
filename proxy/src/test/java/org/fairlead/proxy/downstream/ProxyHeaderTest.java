package org.fairlead.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.fairlead.matching.ClientAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: the bytes of a header, what follows left out; who is meant, or what else it is. ¶ is CR LF, « » hold hex digits, # fills up. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static ByteBuf bytes(String row) {
        ByteBuf bytes = Unpooled.buffer();
        for (String part : row.replace("¶", "\r\n").replace("SIG", SIGNATURE).split("(?=«)|(?<=»)", -1)) {
            if (part.startsWith("«")) {
                String hex = part.substring(1, part.length() - 1).replace(" ", "");
                bytes.writeBytes(HexFormat.of().parseHex(hex));
            } else {
                bytes.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return bytes;
    }

    private static String read(ByteBuf bytes) {
        ProxyHeader header = ProxyHeader.read(bytes);
        if (header.length() < 0) {
            return header.equals(ProxyHeader.MALFORMED) ? "malformed" : "incomplete";
        }
        return header.source().map(ClientAddress::toString).orElse("itself") + (header.secure() ? " by TLS" : "");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            PROXY TCP4 192.0.2.1 198.51.100.1 56324 443¶                            | 192.0.2.1
            PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535¶                 | 255.255.255.255
            PROXY TCP4 192.0.2.1 198.51.100.1 0 0¶                                  | 192.0.2.1
            PROXY TCP6 2001:db8::1 2001:db8::2 56324 443¶                           | 2001:db8:0:0:0:0:0:1
            PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535¶ | ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
            PROXY UNKNOWN¶                                                          | itself
            PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535¶              | itself
            «SIG 21 11 000c c0000201 c6336401 dc04 01bb»                            | 192.0.2.1
            «SIG 21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb» | 2001:db8:0:0:0:0:0:1
            «SIG 20 00 0000»                                                        | itself
            «SIG 20 11 000c c0000201 c6336401 dc04 01bb»                            | itself
            «SIG 21 00 0000»                                                        | itself
            «SIG 21 00 0003 ffffff»                                                 | itself
            «SIG 21 11 000f c0000201 c6336401 dc04 01bb ea0000»                     | 192.0.2.1
            «SIG 21 11 0015 c0000201 c6336401 dc04 01bb 020006 612e62 2e63 64»      | 192.0.2.1
            «SIG 21 11 0014 c0000201 c6336401 dc04 01bb 200005 01 00000000»         | 192.0.2.1 by TLS
            «SIG 21 11 0014 c0000201 c6336401 dc04 01bb 200005 00 00000000»         | 192.0.2.1
            «SIG 21 11 0018 c0000201 c6336401 dc04 01bb 200009 01 00000000 21000161» | 192.0.2.1 by TLS
            """)
    void isTaken(String row, String meant) {
        ByteBuf bytes = bytes(row);
        int length = bytes.readableBytes();

        assertThat(read(bytes)).isEqualTo(meant);
        for (int part = 0; part < length; part++) {
            assertThat(read(bytes.slice(0, part)))
                    .as("%d of %d bytes", part, length)
                    .isEqualTo("incomplete");
        }
        ByteBuf more =
                Unpooled.wrappedBuffer(bytes, Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII));
        assertThat(read(more)).isEqualTo(meant);
        assertThat(ProxyHeader.read(more).length()).isEqualTo(length);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1¶
            «16 03 01»
            proxy TCP4 192.0.2.1 198.51.100.1 56324 443¶
            PROXY  TCP4 192.0.2.1 198.51.100.1 56324 443¶
            PROXY TCP4 192.0.2.1  198.51.100.1 56324 443¶
            PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 ¶
            PROXY TCP4 192.0.2.1 198.51.100.1 56324¶
            PROXY TCP4 192.0.2.1 198.51.100.1 56324 443«0d»x
            PROXY TCP4 192.0.2.1 198.51.100.1 +56324 443¶
            PROXY TCP4 192.0.2.1 198.51.100.1 056324 443¶
            PROXY TCP4 192.0.2.1 198.51.100.1 65536 443¶
            PROXY TCP4 192.0.2.1 198.51.100.1 -1 443¶
            PROXY TCP4 192.0.2.1 198.51.100.1  443¶
            PROXY TCP4 192.0.2.01 198.51.100.1 1 443¶
            PROXY TCP4 192.0.2.256 198.51.100.1 1 443¶
            PROXY TCP4 2001:db8::1 198.51.100.1 1 443¶
            PROXY TCP4 192.0.2.1 2001:db8::1 1 443¶
            PROXY TCP6 192.0.2.1 198.51.100.1 1 443¶
            PROXY TCP6 [2001:db8::1] 2001:db8::1 1 443¶
            PROXY TCP6 fe80::1%eth0 2001:db8::1 1 443¶
            PROXY TCP4 localhost 198.51.100.1 1 443¶
            PROXY UDP4 192.0.2.1 198.51.100.1 1 443¶
            PROXY TCP4 192.0.2.1 198.51.100.1 56324 443«0a»                        ##########################################################################################
            «SIG 11 11 000c c0000201 c6336401 dc04 01bb»
            «SIG 22 11 000c c0000201 c6336401 dc04 01bb»
            «SIG 2f 11 000c c0000201 c6336401 dc04 01bb»
            «SIG 21 12 000c c0000201 c6336401 dc04 01bb»
            «SIG 21 41 000c c0000201 c6336401 dc04 01bb»
            «SIG 21 11 000b c0000201 c6336401 dc04 01»
            «SIG 21 21 000c c0000201 c6336401 dc04 01bb»
            «SIG 21 31 000c c0000201 c6336401 dc04 01bb»
            «SIG 21 11 ffff c0000201 c6336401 dc04 01bb»
            «SIG 20 00 ffff»
            «SIG 21 11 000e c0000201 c6336401 dc04 01bb 0200»
            «SIG 21 11 000f c0000201 c6336401 dc04 01bb 020001»
            «SIG 21 11 0013 c0000201 c6336401 dc04 01bb 030004 00000000»
            «SIG 21 11 0012 c0000201 c6336401 dc04 01bb 030003 000000»
            «SIG 21 11 0010 c0000201 c6336401 dc04 01bb 200001 01»
            «SIG 21 11 0016 c0000201 c6336401 dc04 01bb 200007 01 00000000 2100»
            «SIG 21 11 0018 c0000201 c6336401 dc04 01bb 200009 01 00000000 21000261»
            PROXY TCP6 20:01db8::1 2001:db8::2 1 443¶
            """)
    void isRefused(String row) {
        assertThat(read(bytes(row))).isEqualTo("malformed");
    }

    @org.junit.jupiter.api.Test
    void aChecksumThatFitsIsTaken() {
        ByteBuf header = bytes("«SIG 21 11 0013 c0000201 c6336401 dc04 01bb 030004 00000000»");
        java.util.zip.CRC32C sum = new java.util.zip.CRC32C();
        sum.update(ByteBufUtil.getBytes(header));
        header.setInt(header.writerIndex() - 4, (int) sum.getValue());

        assertThat(read(header)).isEqualTo("192.0.2.1");
    }

    /** What we take, Netty's decoder takes for the same; it takes more. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            PROXY TCP4 192.0.2.1 198.51.100.1 56324 443¶                            | 192.0.2.1
            PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8::2 56324 443¶                  | 2001:db8:0:0:0:0:0:1
            «SIG 21 11 000c c0000201 c6336401 dc04 01bb»                            | 192.0.2.1
            «SIG 21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb» | 2001:db8:0:0:0:0:0:1
            «SIG 20 00 0000»                                                        | null
            PROXY UNKNOWN¶                                                          | null
            """)
    void isReadTheSameByNetty(String row, String source) {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        channel.writeInbound(bytes(row));
        HAProxyMessage message = channel.readInbound();

        assertThat(String.valueOf(message.sourceAddress()).toLowerCase(Locale.ROOT))
                .isEqualTo(source);
        message.release();
        channel.finishAndReleaseAll();
    }
}
