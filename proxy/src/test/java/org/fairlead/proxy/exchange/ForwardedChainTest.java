package org.fairlead.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fairlead.config.Trust;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.FieldTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sender is 10.0.0.1, and 10.0.0.0/8 is trusted; a ¶ stands between two lines of the field. */
class ForwardedChainTest {
    private static final ClientAddress SENDER = ClientAddress.parse("10.0.0.1").orElseThrow();

    private static FieldTable fields(String name, String values, String other, String otherValues) {
        StringBuilder all = new StringBuilder();
        add(all, name, values);
        add(all, other, otherValues);
        return table(all.toString());
    }

    private static void add(StringBuilder all, String name, String values) {
        if (!values.isEmpty()) {
            for (String value : values.split("¶", -1)) {
                all.append(name).append(':').append(value.strip()).append('\n');
            }
        }
    }

    private static FieldTable table(String lines) {
        FieldTable table = new FieldTable();
        table.reset(lines.getBytes(StandardCharsets.ISO_8859_1));
        int at = 0;
        while (at < lines.length()) {
            int end = lines.indexOf('\n', at);
            int colon = lines.indexOf(':', at);
            table.add(at, colon, colon + 1, end);
            at = end + 1;
        }
        return table;
    }

    private static String read(FieldTable fields, Trust.Fields in) {
        Trust trust = new Trust(List.of(CidrBlock.parse("10.0.0.0/8")), in, Trust.Underscores.DROP_SENSITIVE);
        ForwardedChain chain = ForwardedChain.read(fields, trust, SENDER, in);
        return chain.client()
                + chain.isSecure().map(secure -> secure ? " https" : " http").orElse("");
    }

    @ParameterizedTest(name = "{0} | {1} -> {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", emptyValue = "", textBlock = """
            ``                                        | `` | 10.0.0.1
            192.0.2.1                                 | `` | 192.0.2.1
            192.0.2.1, 192.0.2.2                      | `` | 192.0.2.2
            192.0.2.1, 10.0.0.2                       | `` | 192.0.2.1
            192.0.2.1 ¶ 10.0.0.2                      | `` | 192.0.2.1
            192.0.2.9, 192.0.2.1, 10.0.0.3, 10.0.0.2  | `` | 192.0.2.1
            10.0.0.3, 10.0.0.2                        | `` | 10.0.0.3
            192.0.2.1,, 10.0.0.2 ,                    | `` | 192.0.2.1
            192.0.2.1:4711                            | `` | 192.0.2.1
            [2001:db8::1]:4711                        | `` | 2001:db8:0:0:0:0:0:1
            [2001:db8::1]                             | `` | 2001:db8:0:0:0:0:0:1
            2001:db8::1                               | `` | 2001:db8:0:0:0:0:0:1
            "2001:db8::1"                             | `` | 2001:db8:0:0:0:0:0:1
            ::ffff:192.0.2.1                          | `` | 192.0.2.1
            192.0.2.1, unknown                        | `` | 10.0.0.1
            192.0.2.1, unknown, 10.0.0.2              | `` | 10.0.0.2
            192.0.2.1, _hidden, 10.0.0.2              | `` | 10.0.0.2
            192.0.2.1, nonsense                       | `` | 10.0.0.1
            192.0.2.1 192.0.2.2                       | `` | 10.0.0.1
            192.0.2.01                                | `` | 10.0.0.1
            192.0.2.1, 10.0.0.2:                      | `` | 10.0.0.1
            "192.0.2.9, 192.0.2.1                     | `` | 192.0.2.1
            192.0.2.1                                 | https | 192.0.2.1 https
            192.0.2.1                                 | HTTPS | 192.0.2.1 https
            192.0.2.1                                 | ftp | 192.0.2.1 http
            192.0.2.9, 192.0.2.1                      | https, http | 192.0.2.1 http
            192.0.2.9, 192.0.2.1                      | https ¶ http | 192.0.2.1 http
            192.0.2.1, 10.0.0.2                       | https, http | 192.0.2.1 https
            192.0.2.1, 10.0.0.3, 10.0.0.2             | https, http | 192.0.2.1 https
            192.0.2.1                                 | https, | 192.0.2.1
            ``                                        | https | 10.0.0.1 https
            """)
    void byXForwarded(String chain, String proto, String read) {
        FieldTable fields =
                fields("X-Forwarded-For", chain.replace("``", ""), "X-Forwarded-Proto", proto.replace("``", ""));

        assertThat(read(fields, Trust.Fields.X_FORWARDED)).isEqualTo(read);
        assertThat(read(fields, Trust.Fields.FORWARDED)).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            for=192.0.2.1                                            | 192.0.2.1
            For=192.0.2.1;Proto=https                                | 192.0.2.1 https
            proto=http;for=192.0.2.1;by=203.0.113.43                 | 192.0.2.1 http
            for="192.0.2.1:4711"                                     | 192.0.2.1
            for="192.0.2.1:_obf"                                     | 192.0.2.1
            for="[2001:db8::1]"                                      | 2001:db8:0:0:0:0:0:1
            for="[2001:db8::1]:4711"; proto=https                    | 2001:db8:0:0:0:0:0:1 https
            for=192.0.2.1;proto=https, for=10.0.0.2;proto=http       | 192.0.2.1 https
            for=192.0.2.9;proto=https, for=192.0.2.1;proto=http      | 192.0.2.1 http
            for=192.0.2.1 ¶ for=10.0.0.2                             | 192.0.2.1
            for=192.0.2.1,, for=10.0.0.2,                            | 192.0.2.1
            for=192.0.2.1;host="a\\"b"                               | 192.0.2.1
            for=192.0.2.1;                                           | 192.0.2.1
            for=192.0.2.1, for=unknown                               | 10.0.0.1
            for=192.0.2.1, for=_hidden, for=10.0.0.2                 | 10.0.0.2
            for=192.0.2.1, by=10.0.0.9                               | 10.0.0.1
            for=192.0.2.1, for=10.0.0.2;for=10.0.0.3                 | 10.0.0.1
            for=192.0.2.1, for=10.0.0.2;proto=http;proto=https       | 10.0.0.1
            for=192.0.2.1, for =10.0.0.2                             | 10.0.0.1
            for=192.0.2.1, for=10.0.0.2 proto=http                   | 10.0.0.1
            for=192.0.2.1, for="10.0.0.2                             | 10.0.0.1
            for="192.0.2.9, for=192.0.2.1                            | 192.0.2.1
            for="192.0.2.9;x=\\", for=192.0.2.1                      | 192.0.2.1
            192.0.2.1                                                | 10.0.0.1
            """)
    void byForwarded(String chain, String read) {
        assertThat(read(fields("Forwarded", chain, "X-Forwarded-For", "198.51.100.66"), Trust.Fields.FORWARDED))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({"1, 192.0.2.1", "31, 192.0.2.1", "32, 10.0.0.2", "5000, 10.0.0.2"})
    void isFollowedOnlySoFar(int hops, String read) {
        String chain = "192.0.2.1" + ",10.0.0.2".repeat(hops);

        assertThat(read(fields("X-Forwarded-For", chain, "X", ""), Trust.Fields.X_FORWARDED))
                .isEqualTo(read);
    }
}
