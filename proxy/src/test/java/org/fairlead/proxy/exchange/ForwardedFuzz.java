package org.fairlead.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fairlead.config.Trust;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.FieldTable;

/** Whatever a client has written, what its proxy writes behind it counts. */
public final class ForwardedFuzz {
    private static final ClientAddress SENDER = ClientAddress.parse("10.0.0.1").orElseThrow();
    private static final ClientAddress CLIENT = ClientAddress.parse("192.0.2.7").orElseThrow();

    private ForwardedFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String value = new String(data, StandardCharsets.ISO_8859_1).replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", " ");
        for (Trust.Fields in : Trust.Fields.values()) {
            boolean isForwarded = in == Trust.Fields.FORWARDED;
            String name = isForwarded ? "Forwarded" : "X-Forwarded-For";
            String ours = isForwarded ? "for=192.0.2.7" : "192.0.2.7";
            read(in, name + ":" + value + "\n");
            assertThat(read(in, name + ":" + value + ", " + ours + "\n")).isEqualTo(CLIENT);
            assertThat(read(in, name + ":" + value + "\n" + name + ":" + ours + "\n"))
                    .isEqualTo(CLIENT);
        }
    }

    private static ClientAddress read(Trust.Fields in, String lines) {
        FieldTable table = new FieldTable();
        table.reset(lines.getBytes(StandardCharsets.ISO_8859_1));
        int at = 0;
        while (at < lines.length()) {
            int end = lines.indexOf('\n', at);
            int colon = lines.indexOf(':', at);
            table.add(at, colon, colon + 1, end);
            at = end + 1;
        }
        Trust trust = new Trust(List.of(CidrBlock.parse("10.0.0.0/8")), in, Trust.Underscores.DROP_SENSITIVE);
        return ForwardedChain.read(table, trust, SENDER, in).client();
    }
}
