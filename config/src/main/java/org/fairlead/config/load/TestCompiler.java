package org.fairlead.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fairlead.config.RuleTest;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.model.TestModel;
import org.fairlead.config.model.TestModel.GivenModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.RequestHeadBuilder;

/** Makes the tests of one service. Names of datacenters in them are looked up when they run. */
final class TestCompiler {
    private final String service;
    private final ServiceModel model;
    private final Problems problems;

    TestCompiler(String service, ServiceModel model, Problems problems) {
        this.service = service;
        this.model = model;
        this.problems = problems;
    }

    List<RuleTest> compile() {
        return model.tests().stream().flatMap(test -> test(test).stream()).toList();
    }

    private Optional<RuleTest> test(TestModel test) {
        if (test.goesTo().isEmpty()
                && test.treatedAs().isEmpty()
                && test.because().isEmpty()
                && test.status().isEmpty()) {
            problems.add(test.node(), "nothing to test (expected: one of goes-to, treated-as, because, status)");
        }
        return request(test)
                .map(request -> new RuleTest(
                        test.node().where(), service, test.at(), request, given(test.given()), expected(test)));
    }

    private Optional<RuleTest.Request> request(TestModel test) {
        Node node = test.node().get("request");
        String[] words = test.request().strip().split("\\s+", 2);
        if (test.request().isEmpty()) {
            return Optional.empty();
        }
        if (words.length < 2) {
            problems.unexpected(node, "a method and a full URL, such as GET https://en.wikipedia.org/wiki/Foo");
            return Optional.empty();
        }
        try {
            RequestHeadBuilder.request(words[0], words[1]);
        } catch (IllegalArgumentException e) {
            problems.add(node, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        List<RuleTest.Request.Field> fields = new ArrayList<>();
        test.headers()
                .forEach(
                        (name, values) -> values.forEach(value -> fields.add(new RuleTest.Request.Field(name, value))));
        return Optional.of(new RuleTest.Request(words[0], words[1], fields));
    }

    private RuleTest.Given given(GivenModel given) {
        if (given.client().filter(text -> ClientAddress.parse(text).isEmpty()).isPresent()) {
            problems.unexpected(given.node().get("client"), "an address, such as 192.0.2.7");
        }
        boolean isPinnable = model.pin().flatMap(pin -> pin.afterWrite()).isPresent();
        if (given.pinned() && !isPinnable) {
            problems.unexpected(given.node().get("pinned"), "a service with pin.after-write, which sets pins of ours");
        }
        return new RuleTest.Given(
                given.states(), given.primary(), given.override().reads().isPresent(), given.pinned(), given.client());
    }

    private static RuleTest.Expected expected(TestModel test) {
        return new RuleTest.Expected(
                test.goesTo(),
                test.treatedAs().map(as -> as.name().toLowerCase(Locale.ROOT)),
                test.because(),
                test.status());
    }
}
