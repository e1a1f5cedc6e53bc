package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableTest {
    private static final TestFleet FLEET = new TestFleet(
            new TestService("exact").hosts("en.wikipedia.org", "wikipedia.org", "192.0.2.1", "[2001:db8::1]"),
            new TestService("wide").hosts("*.org", "*.WikiData.org."),
            new TestService("wikipedia").hosts("*.wikipedia.org"),
            new TestService("mobile").hosts("*.m.wikipedia.org"),
            new TestService("default").hosts("*"));

    @ParameterizedTest
    @CsvSource(textBlock = """
                    en.wikipedia.org,         exact
                    EN.Wikipedia.ORG,         exact
                    en.wikipedia.org.,        exact
                    en.wikipedia.org:8080,    exact
                    En.Wikipedia.Org.:443,    exact
                    wikipedia.org,            exact
                    192.0.2.1:80,             exact
                    [2001:db8::1]:80,         exact
                    de.wikipedia.org,         wikipedia
                    a.b.wikipedia.org,        wikipedia
                    en.m.wikipedia.org,       mobile
                    m.wikipedia.org,          wikipedia
                    notwikipedia.org,         wide
                    www.wikidata.org,         wide
                    wikidata.org,             wide
                    org,                      default
                    example.com,              default
                    wikipedia.org.evil.com,   default
                    xn--org,                  default
                    """)
    void findsTheExactNameThenTheLongestWildcardThenTheDefault(String host, String service) {
        Decision decision = FLEET.decide("GET https://" + host + "/", "");
        assertThat(decision.service()).extracting(Service::name).isEqualTo(service);
    }

    @Test
    void refusesAHostOfTwoServices() {
        List<Service> services = List.of(
                new TestService("one").hosts("a.org").build(),
                new TestService("two").hosts("A.org.").build());
        assertThatThrownBy(() -> RoutingTable.compile(services, 3))
                .hasMessageContainingAll("A.org.", "one", "two", "expected: one service");
    }

    @Test
    void namesItsServices() {
        RoutingTable table = FLEET.snapshot().routes();
        assertThat(table.named("mobile")).isPresent();
        assertThat(table.named("nothing")).isEmpty();
        assertThat(table.services()).hasSize(5);
    }

    @Test
    void findsOneOfAThousand() {
        TestService[] services = new TestService[1000];
        for (int i = 0; i < services.length; i++) {
            services[i] = new TestService("s" + i).hosts("s" + i + ".example.org", "*.s" + i + ".example.org");
        }
        TestFleet fleet = new TestFleet(services);
        RoutingTable table = fleet.snapshot().routes();
        assertThat(table.services()).hasSize(1000);
        assertThat(fleet.decide("GET https://s777.example.org/", "").service())
                .extracting(Service::name)
                .isEqualTo("s777");
        assertThat(fleet.decide("GET https://x.s778.example.org/", "").service())
                .extracting(Service::name)
                .isEqualTo("s778");
        assertThat(TestFleet.words(fleet.decide("GET https://s1000.example.org/", "")))
                .isEqualTo("404 no-service");
    }
}
