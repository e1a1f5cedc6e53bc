package org.fairlead.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.bench.scenario.Scenario.Part;
import org.junit.jupiter.api.Test;

class ScenariosTest {
    private final List<Scenario> all = Scenarios.all(4000);

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(all).extracting(Scenario::name).doesNotHaveDuplicates();
    }

    @Test
    void growFromQuickToAll() {
        assertThat(all).filteredOn(scenario -> scenario.isIn(Part.QUICK)).hasSizeBetween(5, 10);
        assertThat(all).filteredOn(scenario -> scenario.isIn(Part.FULL)).hasSizeBetween(12, 18);
        assertThat(all).allMatch(scenario -> scenario.isIn(Part.ALL));
    }

    @Test
    void sendATenthOfAMixedDayHome() {
        var day = MixedDay.requests();
        assertThat(day).hasSize(100);
        long crossing = day.stream()
                .filter(request -> request.method().equals("POST")
                        || request.headers().getOrDefault("Cookie", "").contains("UseDC=master")
                        || request.target().contains("Special:CentralLogin"))
                .count();
        assertThat(crossing).isEqualTo(10);
    }

    @Test
    void readTheSumOfLiveObjects() {
        assertThat(LiveHeap.total(" 1:   10   2048  [B\nTotal          100        4096\n"))
                .hasValue(4);
        assertThat(LiveHeap.total("no such process")).isEmpty();
    }
}
