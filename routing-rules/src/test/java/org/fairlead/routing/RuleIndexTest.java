package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fairlead.matching.ClientAddress;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Readings;
import org.fairlead.message.RequestHeadBuilder;
import org.junit.jupiter.api.Test;

/** That the index leaves out what it can; that it never leaves out more is for {@link DecisionPropertyTest}. */
class RuleIndexTest {
    private static final ClientAddress CLIENT = ClientAddress.parse("192.0.2.1").orElseThrow();

    private static RuleIndex index(List<Condition> conditions) {
        TestService service = new TestService("wiki").hosts("*");
        for (int i = 0; i < conditions.size(); i++) {
            service.rule(String.valueOf(i), conditions.get(i), new Effect.TreatAs(TreatedAs.WRITE));
        }
        return new RuleIndex(service.build(), 2);
    }

    private static List<String> found(RuleIndex index, String target) {
        Readings readings = new Readings();
        readings.of(
                RequestHeadBuilder.request("GET", "https://en.wikipedia.org" + target)
                        .build(),
                CLIENT);
        Candidates candidates = new Candidates();
        index.find(readings, candidates);
        List<String> names = new ArrayList<>();
        for (CompiledRule rule = candidates.next(); rule != null; rule = candidates.next()) {
            names.add(rule.rule().name());
        }
        return names;
    }

    /** One page in all forms of its address, as a named condition has them. */
    private static Condition specialPage(String name) {
        return When.any(
                When.path("/wiki/Special:" + name, "/wiki/Special:" + name + "/**"),
                When.all(When.path("/w/index.php"), When.query("title", "Special:" + name)));
    }

    @Test
    void looksOnlyAtRulesForThatPageInWhateverFormItIsAskedFor() {
        RuleIndex index = index(IntStream.range(0, 100)
                .mapToObj(i -> specialPage("Page" + i + "x"))
                .toList());
        assertThat(found(index, "/wiki/Main_Page")).isEmpty();
        assertThat(found(index, "/wiki/Special:Page7x/sub")).containsExactly("7");
        assertThat(found(index, "/w/index.php?title=Special:Page7x")).containsExactly("7");
        assertThat(found(index, "/w/index.php?a&title=Special%3APage7x")).containsExactly("7");
        assertThat(found(index, "/w/index.php?t%69tle=Special:Page7%78")).containsExactly("7");
        assertThat(found(index, "/w/index.php?title=Special:Page7")).isEmpty();
    }

    @Test
    void looksAtEachRuleThatNeedsAParameterWhateverItsValue() {
        RuleIndex index = index(List.of(
                When.query("action", "*"),
                When.query("action", "edit"),
                When.query("action", "view"),
                When.not(When.query("action", "edit"))));
        assertThat(found(index, "/w/index.php?action=edit")).containsExactly("0", "1", "3");
        assertThat(found(index, "/w/index.php?action")).containsExactly("0", "3");
        assertThat(found(index, "/w/index.php")).containsExactly("3");
    }

    @Test
    void findsARuleAmongMoreParametersThanItLooksUp() {
        int more = 3 * ParameterIndex.MOST_LISTS;
        RuleIndex index = index(IntStream.range(0, more)
                .<Condition>mapToObj(i -> When.query("p" + i, "1"))
                .toList());
        String query = IntStream.range(0, more).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&", "?", ""));
        assertThat(found(index, "/" + query))
                .containsExactlyElementsOf(
                        IntStream.range(0, more).mapToObj(String::valueOf).toList());
    }
}
