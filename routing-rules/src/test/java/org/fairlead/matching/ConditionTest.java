package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final Condition NO = query("no");
    private static final Condition MAYBE = query("maybe");
    private static final Condition YES = query("yes");
    private static final Readings READINGS = ReadingsTest.readings("GET", "/?yes=1&maybe=1&maybe=2");

    private static Condition query(String name) {
        return new Condition.QueryHas(name, List.of(Glob.value("1", false)));
    }

    private static Condition of(Match match) {
        return switch (match) {
            case NO -> NO;
            case MAYBE -> MAYBE;
            case YES -> YES;
        };
    }

    @ParameterizedTest(name = "{0} and {1} is {2}, or is {3}")
    @CsvSource({
        "NO, NO, NO, NO",
        "NO, MAYBE, NO, MAYBE",
        "NO, YES, NO, YES",
        "MAYBE, NO, NO, MAYBE",
        "MAYBE, MAYBE, MAYBE, MAYBE",
        "MAYBE, YES, MAYBE, YES",
        "YES, NO, NO, YES",
        "YES, MAYBE, MAYBE, YES",
        "YES, YES, YES, YES"
    })
    void joinsThreeValues(Match one, Match other, Match all, Match any) {
        List<Condition> both = List.of(of(one), of(other));
        assertThat(new Condition.All(both).test(READINGS)).isEqualTo(all);
        assertThat(new Condition.Any(both).test(READINGS)).isEqualTo(any);
    }

    @ParameterizedTest
    @CsvSource({"NO, YES", "MAYBE, MAYBE", "YES, NO"})
    void swapsNoAndYes(Match was, Match is) {
        assertThat(new Condition.Not(of(was)).test(READINGS)).isEqualTo(is);
    }

    @Test
    void takesTheBestOfSeveralValues() {
        Condition either = new Condition.QueryHas("maybe", List.of(Glob.value("9", false), Glob.value("*", false)));
        assertThat(either.test(READINGS)).isEqualTo(Match.YES);
        assertThat(new Condition.All(List.of()).test(READINGS)).isEqualTo(Match.YES);
        assertThat(new Condition.Any(List.of()).test(READINGS)).isEqualTo(Match.NO);
        assertThat(new Condition.Always().test(READINGS)).isEqualTo(Match.YES);
    }

    @Test
    void knowsMethodSchemeHostAndClientExactly() {
        assertThat(new Condition.MethodIs(List.of("POST", "GET")).test(READINGS))
                .isEqualTo(Match.YES);
        assertThat(new Condition.MethodIs(List.of("get")).test(READINGS)).isEqualTo(Match.NO);
        assertThat(new Condition.SchemeIs(true).test(READINGS)).isEqualTo(Match.YES);
        assertThat(new Condition.SchemeIs(false).test(READINGS)).isEqualTo(Match.NO);
        assertThat(new Condition.HostIs(List.of("EN.wikipedia.org.")).test(READINGS))
                .isEqualTo(Match.YES);
        assertThat(new Condition.HostIs(List.of("wikipedia.org")).test(READINGS))
                .isEqualTo(Match.NO);
        assertThat(new Condition.ClientIn(List.of(CidrBlock.parse("192.0.2.0/24"))).test(READINGS))
                .isEqualTo(Match.YES);
        assertThat(new Condition.ClientIn(List.of(CidrBlock.parse("::/0"))).test(READINGS))
                .isEqualTo(Match.NO);
    }

    /** What the index goes by must never leave out a rule that could match. */
    @Test
    void saysWhereItCannotHold() {
        Condition path = new Condition.PathIs(List.of(Glob.path("/Wiki/*", true), Glob.path("/w/x", false)));
        Condition anyPath = new Condition.PathIs(List.of(Glob.path("/w/x", false), Glob.path("**x", false)));
        Condition post = new Condition.MethodIs(List.of("POST"));
        Condition host = new Condition.HostIs(List.of("A.org"));
        Set<Trait> prefixes = Set.of(new Trait.PathPrefix("/wiki/"), new Trait.PathPrefix("/w/x"));
        assertThat(path.necessaryTraits()).contains(prefixes);
        assertThat(anyPath.necessaryTraits()).isEmpty();
        assertThat(new Condition.Any(List.of(path, post)).necessaryTraits()).isEmpty();
        assertThat(new Condition.Any(List.of(path, path)).necessaryTraits()).contains(prefixes);
        assertThat(new Condition.All(List.of(post, path, host)).necessaryTraits())
                .contains(prefixes);
        assertThat(new Condition.All(List.of(path, post, host)).necessaryMethods())
                .contains(Set.of("POST"));
        assertThat(new Condition.All(List.of(path, post, host)).necessaryHosts())
                .contains(Set.of("a.org"));
        assertThat(new Condition.Any(List.of(host, post)).necessaryHosts()).isEmpty();
        for (Condition condition : List.of(path, post, host)) {
            Condition not = new Condition.Not(condition);
            assertThat(not.necessaryHosts()).isEqualTo(Optional.empty());
            assertThat(not.necessaryMethods()).isEqualTo(Optional.empty());
            assertThat(not.necessaryTraits()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void needsAParameterAndItsValueWhereThereIsOnlyOne() {
        Condition one = new Condition.QueryHas("action", List.of(Glob.value("edit", false)));
        Condition some = new Condition.QueryHas(
                "title", List.of(Glob.value("Special:*", false), Glob.value("x", true), Glob.value("", false)));
        Condition any = new Condition.QueryHas("veaction", List.of(ValuePattern.Present.PRESENT));
        Condition path = new Condition.PathIs(List.of(Glob.path("/wiki/S", false)));
        Trait edit = new Trait.Parameter("action", Optional.of("edit"));
        Trait title = new Trait.Parameter("title", Optional.empty());
        Trait prefix = new Trait.PathPrefix("/wiki/s");
        assertThat(one.necessaryTraits()).contains(Set.of(edit));
        assertThat(some.necessaryTraits()).contains(Set.of(title));
        assertThat(any.necessaryTraits()).contains(Set.of(new Trait.Parameter("veaction", Optional.empty())));
        assertThat(new Condition.Any(List.of(one, path)).necessaryTraits()).contains(Set.of(edit, prefix));
        assertThat(new Condition.All(List.of(path, one)).necessaryTraits()).contains(Set.of(edit));
        assertThat(new Condition.All(List.of(any, path)).necessaryTraits()).contains(Set.of(prefix));
    }

    @Test
    void describesItselfInTheWordsOfTheRuleFile() {
        Condition condition = new Condition.All(List.of(
                new Condition.MethodIs(List.of("POST", "PUT")),
                new Condition.Any(List.of(
                        new Condition.PathIs(List.of(Glob.path("/w/**", false))),
                        new Condition.Not(new Condition.CookieHas("a", List.of(Regex.compile("b+", false)))))),
                new Condition.HeaderHas("X", List.of(ValuePattern.Present.PRESENT))));
        assertThat(condition.describe())
                .isEqualTo(
                        "method is POST or PUT and (path is /w/** or not (cookie a is /b+/)) and header X is (present)");
    }

    @ParameterizedTest
    @CsvSource({"a+b, aab, true", "a+b, xaab, false", "a+b, aabx, false", "a.b, AXB, false", "ü, ü, true"})
    void matchesARegularExpressionOverTheWhole(String expression, String value, boolean matches) {
        byte[] bytes = org.fairlead.message.Ascii.bytes("_" + value + "_");
        assertThat(Regex.compile(expression, false).matches(bytes, 1, bytes.length - 1))
                .isEqualTo(matches);
    }

    @Test
    @Timeout(5)
    void isNotMadeSlowByAnExpression() {
        byte[] bytes = "a".repeat(20_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(Regex.compile("(a*)*(a|aa)+b", true).matches(bytes, 0, bytes.length))
                .isFalse();
        assertThatThrownBy(() -> Regex.compile("(a", false)).hasMessageContaining("missing closing )");
    }
}
