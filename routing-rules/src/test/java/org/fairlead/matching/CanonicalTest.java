package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.message.Ascii;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    /wiki/Foo,                   /wiki/Foo
                    /wiki/F%6fo,                 /wiki/Foo
                    /wiki/F%6Fo,                 /wiki/Foo
                    /wiki/%46%6f%6f,             /wiki/Foo
                    /wiki/a%2Fb,                 /wiki/a/b
                    /wiki/a%252Fb,               /wiki/a%2Fb
                    /a/%252e%252e//b,            /a/%2e%2e/b
                    /wiki/100%,                  /wiki/100%
                    /wiki/100%4,                 /wiki/100%4
                    /wiki/%zz,                   /wiki/%zz
                    /wiki/a+b,                   /wiki/a+b
                    //wiki///Foo,                /wiki/Foo
                    /wiki/./Foo,                 /wiki/Foo
                    /wiki/../w/x,                /w/x
                    /../../w,                    /w
                    /wiki/%2e%2E/w,              /w
                    /wiki/.%2e/w,                /w
                    /wiki/.,                     /wiki/
                    /wiki/..,                    /
                    /..,                         /
                    /.,                          /
                    /...,                        /...
                    /.well-known/x,              /.well-known/x
                    /a/..b/c,                    /a/..b/c
                    /wiki/Foo/,                  /wiki/Foo/
                    /%2F%2fx,                    /x
                    """)
    void decodesOnceAndResolves(String raw, String canonical) {
        assertThat(canonical(raw, Canonical.Order.DECODE_RESOLVE_JOIN)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # path | RFC 3986, decoded | nginx | encoded slashes kept | Apache, NoDecode
                    /a//../b          | /a/b              | /b        | /a/b               | /b
                    /a/%2F../b        | /a/b              | /b        | /a/../b            | /a/../b
                    /x%2Fy/../w       | /x/w              | /x/w      | /w                 | /w
                    /x%2F%2Fy//../w   | /x/y/w            | /x/w      | /x/y/w             | /w
                    /%2e%2e//a        | /a                | /a        | /a                 | /a
                    """, delimiter = '|')
    void knowsThatServersTakeTheStepsInDifferentOrders(
            String raw, String rfc, String nginx, String kept, String apache) {
        assertThat(canonical(raw, Canonical.Order.DECODE_RESOLVE_JOIN)).isEqualTo(rfc);
        assertThat(canonical(raw, Canonical.Order.DECODE_JOIN_RESOLVE)).isEqualTo(nginx);
        assertThat(canonical(raw, Canonical.Order.RESOLVE_DECODE_JOIN)).isEqualTo(kept);
        assertThat(canonical(raw, Canonical.Order.JOIN_RESOLVE_DECODE)).isEqualTo(apache);
        byte[] bytes = Ascii.bytes(raw);
        assertThat(Canonical.orderMayMatter(bytes, 0, bytes.length)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/wiki/Foo", "/a/../b", "/a//b", "/a%2Fb/c", "/a//b..", "/a.b//c.d", "/"})
    void looksAtOneOrderWhereNoneDiffers(String raw) {
        byte[] bytes = Ascii.bytes(raw);
        if (!Canonical.orderMayMatter(bytes, 0, bytes.length)) {
            String first = canonical(raw, Canonical.Order.DECODE_RESOLVE_JOIN);
            for (Canonical.Order order : Canonical.Order.values()) {
                assertThat(canonical(raw, order)).isEqualTo(first);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesAPlainPathAlone(Canonical.Order order) {
        assertThat(canonical("/w/index.php", order)).isEqualTo("/w/index.php");
        byte[] plain = Ascii.bytes("/w/index.php");
        assertThat(Canonical.pathMayDiffer(plain, 0, plain.length)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    a+b,      a b
                    a%20b,    a b
                    a%2Bb,    a+b
                    %61ction, action
                    100%,     100%
                    %2,       %2
                    a%2526,   a%26
                    ä,        ä
                    %C3%A4,   ä
                    """)
    void decodesAFormOnce(String raw, String decoded) {
        byte[] bytes = Ascii.bytes(raw);
        byte[] out = new byte[bytes.length];
        int length = Canonical.form(bytes, 0, bytes.length, out);
        assertThat(Ascii.text(out, 0, length)).isEqualTo(decoded);
        assertThat(Canonical.formEquals(bytes, 0, bytes.length, Ascii.bytes(decoded)))
                .isTrue();
        assertThat(Canonical.formEquals(bytes, 0, bytes.length, Ascii.bytes(decoded + "x")))
                .isFalse();
        assertThat(Canonical.formEquals(bytes, 0, bytes.length, Ascii.bytes(decoded.substring(1))))
                .isFalse();
    }

    private static String canonical(String raw, Canonical.Order order) {
        byte[] bytes = Ascii.bytes("GET " + raw + " HTTP/1.1");
        byte[] out = new byte[bytes.length];
        int length = Canonical.path(bytes, 4, bytes.length - 9, out, order);
        return Ascii.text(out, 0, length);
    }
}
