package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.PoolId;
import org.junit.jupiter.api.Test;

class OriginPoolTest {
    private static final Origin UNKNOWN = new Origin("nowhere.invalid", 80);

    @Test
    void aNameThatNobodyKnowsIsLeftUnresolved() {
        OriginPool pool = pool(UNKNOWN);

        assertThat(pool.members())
                .singleElement()
                .matches(member -> member.address().isUnresolved());
    }

    @Test
    void whatWasBeforeIsTakenOverOnlyWhereANameIsNoLongerKnown() {
        Origin known = new Origin("127.0.0.1", 80);
        OriginPool before = pool(UNKNOWN, known);
        OriginPool after = pool(List.of(before), UNKNOWN, known);

        assertThat(after.members().get(0).address())
                .isSameAs(before.members().get(0).address());
        assertThat(after.members().get(1).address())
                .isNotSameAs(before.members().get(1).address());
    }

    static OriginPool pool(Origin... origins) {
        return pool(List.of(), origins);
    }

    private static OriginPool pool(List<OriginPool> before, Origin... origins) {
        return OriginPool.resolve(
                new PoolId("eqiad", "appservers"),
                PoolSettings.USUAL,
                List.of(origins),
                before,
                OriginHealth::unwatched);
    }
}
