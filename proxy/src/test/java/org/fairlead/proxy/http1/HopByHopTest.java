package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HopByHopTest {
    private final HopByHop hopByHop = new HopByHop();

    @ParameterizedTest
    @MethodSource("cases")
    void leavesWhatGoesOn(String fields, String kept) {
        assertThat(kept(fields)).isEqualTo(kept.equals("nothing") ? "" : kept);
    }

    static Stream<Arguments> cases() {
        return Wire.table("""
            A: b¶Cookie: c¶Trailer: d¶                                        => A, Cookie, Trailer
            Connection: close¶Close: x¶A: b¶                                  => Close, A
            Connection: x-secret ,, B¶X-SECRET: y¶b: c¶B: d¶bb: e¶            => bb
            Connection: b¶Connection: c¶B: x¶C: y¶D: z¶                       => D
            B: x¶Connection: b¶                                               => nothing
            Keep-Alive: 5¶Proxy-Connection: x¶TE: trailers¶Upgrade: x¶        => nothing
            Transfer-Encoding: chunked¶HTTP2-Settings: x¶                     => nothing
            Proxy: x¶Proxy-Authorization: x¶Proxy-Authenticate: x¶            => nothing
            Proxy-Authentication-Info: x¶Proxy-Status: y¶                     => Proxy-Status

            # A client can't remove by naming what others rely on.
            Connection: content-length¶Content-Length: 0¶                     => Content-Length
            Connection: x-forwarded-for, via¶X-Forwarded-For: a¶Via: b¶       => X-Forwarded-For, Via
            Connection: forwarded, cdn-loop¶Forwarded: a¶CDN-Loop: b¶         => Forwarded, CDN-Loop
            Connection: fairlead-hop, date¶Fairlead-Hop: a¶Date: b¶           => Fairlead-Hop, Date

            # Its own it can.
            Connection: cookie, accept¶Cookie: a¶Accept: b¶                   => nothing
            """);
    }

    @Test
    void keepsHostWhateverConnectionNames() {
        RequestHead head = parse("GET / HTTP/1.1¶Connection: host¶Host: a¶¶");
        hopByHop.read(head.fields());
        assertThat(hopByHop.drops(head.fields(), 1)).isFalse();
    }

    @Test
    void remembersNamesForTrailersAfterTheHeadIsGone() {
        RequestHead head = parse("GET / HTTP/1.0¶Connection: " + "long-name-".repeat(20) + ", b¶¶");
        hopByHop.read(head.fields());
        RequestHead later = parse("GET / HTTP/1.0¶B: x¶C: y¶" + "Long-Name-".repeat(20) + ": z¶¶");
        assertThat(hopByHop.drops(later.fields(), 0)).isTrue();
        assertThat(hopByHop.drops(later.fields(), 1)).isFalse();
        assertThat(hopByHop.drops(later.fields(), 2)).isTrue();
        hopByHop.read(later.fields());
        assertThat(hopByHop.drops(later.fields(), 0)).isFalse();
    }

    private String kept(String lines) {
        byte[] bytes = Wire.bytes(lines + "¶");
        FieldTable fields = new FieldTable();
        fields.reset(bytes);
        FieldSection section = new FieldSection(100, FieldSection.SpaceBeforeColon.REJECT);
        assertThat(section.parse(bytes, 0, bytes.length, fields)).isEqualTo(bytes.length);
        hopByHop.read(fields);
        return IntStream.range(0, fields.count())
                .filter(i -> !hopByHop.drops(fields, i))
                .mapToObj(fields::nameText)
                .collect(Collectors.joining(", "));
    }

    private static RequestHead parse(String notation) {
        byte[] bytes = Wire.bytes(notation);
        RequestHead head = new RequestHead();
        assertThat(new RequestParser(HeadLimits.DEFAULT).parse(bytes, 0, bytes.length, head))
                .isEqualTo(bytes.length);
        return head;
    }
}
