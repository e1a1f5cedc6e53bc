package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every reading of a request, and what a condition makes of several: no, maybe or yes. */
class ReadingsTest {
    private static final ClientAddress CLIENT = ClientAddress.parse("192.0.2.7").orElseThrow();

    static Readings readings(String method, String target, String... fields) {
        RequestHeadBuilder builder = RequestHeadBuilder.request(method, "https://en.wikipedia.org" + target);
        for (String field : fields) {
            int colon = field.indexOf(':');
            builder.field(field.substring(0, colon), field.substring(colon + 1));
        }
        return of(builder.build());
    }

    private static Readings of(RequestHead head) {
        Readings readings = new Readings();
        readings.of(head, CLIENT);
        return readings;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # path                | pattern      | match
                    /wiki/Foo             | /wiki/Foo    | YES
                    /wiki/Foo             | /wiki/Bar    | NO
                    /wiki/F%6Fo           | /wiki/Foo    | MAYBE
                    /wiki/F%6Fo           | /wiki/F%6Fo  | MAYBE
                    /wiki/F%6Fo           | /wiki/*      | YES
                    /wiki/%zz             | /wiki/%zz    | YES
                    //wiki/Foo            | /wiki/Foo    | MAYBE
                    /w/../wiki/Foo        | /wiki/Foo    | MAYBE
                    /w/../wiki/Foo        | /w/**        | MAYBE
                    /wiki/A%2FB           | /wiki/*      | MAYBE
                    /wiki/A%2FB           | /wiki/**     | YES
                    /wiki/.               | /wiki/       | MAYBE
                    /x//../wiki/Foo       | /wiki/Foo    | MAYBE
                    /x//../wiki/Foo       | /x/wiki/Foo  | MAYBE
                    ''                    | /            | YES
                    ?a=b                  | /            | YES
                    """)
    void readsAPath(String path, String pattern, Match match) {
        assertThat(readings("GET", path).path(Glob.path(pattern, false))).isEqualTo(match);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # query                        | name   | value      | match
                    action=rollback                | action | rollback   | YES
                    x=1&action=rollback&y          | action | rollback   | YES
                    action=edit                    | action | rollback   | NO
                    action=%72ollback              | action | rollback   | MAYBE
                    action=%72ollback              | action | %72ollback | MAYBE
                    %61ction=rollback              | action | rollback   | MAYBE
                    action=edit&action=rollback    | action | rollback   | MAYBE
                    action=rollback&action=rollback | action | rollback  | YES
                    action=rollback&x=%20          | action | rollback   | YES
                    action=roll+back               | action | roll back  | MAYBE
                    action=roll%2Bback             | action | roll+back  | MAYBE
                    action=roll%252Bback           | action | roll+back  | NO
                    Action=rollback                | action | rollback   | NO
                    xaction=rollback               | action | rollback   | NO
                    x=action=rollback              | action | rollback   | NO
                    x=1;action=rollback            | action | rollback   | NO
                    action                         | action | *          | YES
                    action                         | action | ''         | YES
                    action=                        | action | ''         | YES
                    &&action=a&                    | action | a          | YES
                    action=a=b                     | action | a=b        | YES
                    action=a/b                     | action | a*         | YES
                    x=1                            | action | *          | NO
                    ''                             | action | *          | NO
                    action%3Drollback              | action | rollback   | NO
                    """)
    void readsAQuery(String query, String name, String value, Match match) {
        Readings readings = readings("GET", "/?" + query);
        assertThat(readings.query(Ascii.bytes(name), Glob.value(value, false))).isEqualTo(match);
    }

    @Test
    void readsNoQueryWhereThereIsNone() {
        assertThat(readings("GET", "/").query(Ascii.bytes("a"), ValuePattern.Present.PRESENT))
                .isEqualTo(Match.NO);
        assertThat(readings("GET", "/?%61").query(Ascii.bytes("a"), ValuePattern.Present.PRESENT))
                .isEqualTo(Match.MAYBE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # lines       | value | match
                    X:1           | 1     | YES
                    x:1           | 1     | YES
                    X:2           | 1     | NO
                    X:1 ~ X:1     | 1     | MAYBE
                    X:1 ~ X:2     | 1     | MAYBE
                    X:1 ~ X:2     | 1, 2  | MAYBE
                    X:1 ~ Y:0 ~ x:2 | 1, 2 | MAYBE
                    X:1 ~ X:2     | 1*    | MAYBE
                    X:1 ~ X:1     | 1*    | YES
                    X:1, 2        | 1     | NO
                    X:            | ''    | YES
                    Y:1           | *     | NO
                    """)
    void readsAField(String lines, String value, Match match) {
        Readings readings = readings("GET", "/", lines.split(" ~ ", -1));
        assertThat(readings.field(Ascii.bytes("x"), Glob.value(value, false))).isEqualTo(match);
    }

    @Test
    void joinsLinesThatAreLongerThanWhatItKeeps() {
        String[] lines = new String[40];
        java.util.Arrays.fill(lines, "X:" + "a".repeat(100));
        Match joined =
                readings("GET", "/", lines).field(Ascii.bytes("x"), Regex.compile("(a{100}, ){39}a{100}", false));
        assertThat(joined).isEqualTo(Match.MAYBE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # cookies                   | value    | match
                    UseDC=master                | master   | YES
                    a=b; UseDC=master           | master   | YES
                    a=b;UseDC=master;c=d        | master   | YES
                    UseDC = master              | master   | YES
                    UseDC="master"              | master   | MAYBE
                    UseDC="master"              | "master" | MAYBE
                    UseDC="master"              | *master* | YES
                    UseDC="                     | "        | YES
                    UseDC=x; UseDC=master       | master   | MAYBE
                    UseDC=master; UseDC=master  | master   | YES
                    UseDC=master ~ UseDC=x      | master   | MAYBE
                    UseDC=masterful             | master   | NO
                    notUseDC=master             | master   | NO
                    usedc=master                | master   | NO
                    x=UseDC=master              | master   | NO
                    x="; UseDC=master"          | master   | NO
                    UseDC                       | *        | NO
                    UseDC=                      | ``       | YES
                    UseDC=m%61ster              | master   | NO
                    a=b, UseDC=master           | master   | NO
                    """)
    void readsACookie(String lines, String value, Match match) {
        String[] fields = lines.split(" ~ ", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = "Cookie:" + fields[i];
        }
        Readings readings = readings("GET", "/", fields);
        assertThat(readings.cookie(Ascii.bytes("UseDC"), Glob.value(value, false)))
                .isEqualTo(match);
    }

    @Test
    void forgetsTheRequestBefore() {
        Readings readings = readings("GET", "/a%62//../c?q=%31", "Cookie: c=1", "X: 1", "X: 2");
        readings.of(RequestHeadBuilder.request("GET", "https://a.org/b").build(), CLIENT);
        assertThat(readings.paths().count()).isEqualTo(1);
        assertThat(readings.path(Glob.path("/b", false))).isEqualTo(Match.YES);
        assertThat(readings.query(Ascii.bytes("q"), ValuePattern.Present.PRESENT))
                .isEqualTo(Match.NO);
        assertThat(readings.hasCookieNamed(List.of(Glob.value("*", false)))).isFalse();
        assertThat(readings.host()).hasToString("a.org");
    }

    @Test
    void readsAPathOfAnyLength() {
        String target = "/a%62" + "/x".repeat(5000) + "//../y";
        Readings readings = readings("GET", target);
        assertThat(readings.path(Glob.path("/ab/**", false))).isEqualTo(Match.MAYBE);
        assertThat(readings.path(Glob.path("/**/y", false))).isEqualTo(Match.YES);
    }
}
