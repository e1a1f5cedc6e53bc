package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.config.Origin;
import org.junit.jupiter.api.Test;

class OriginPoolTest {
    private static final Origin UNKNOWN = new Origin("nowhere.invalid", 80);

    @Test
    void aNameThatNobodyKnowsIsLeftUnresolved() {
        OriginPool pool = OriginPool.resolve(List.of(UNKNOWN));

        assertThat(pool.members())
                .singleElement()
                .matches(member -> member.address().isUnresolved());
    }

    @Test
    void whatWasBeforeIsTakenOverOnlyWhereANameIsNoLongerKnown() {
        Origin known = new Origin("127.0.0.1", 80);
        OriginPool before = OriginPool.resolve(List.of(UNKNOWN, known));
        OriginPool after = OriginPool.resolve(List.of(UNKNOWN, known), List.of(before));

        assertThat(after.members().get(0)).isSameAs(before.members().get(0));
        assertThat(after.members().get(1)).isNotSameAs(before.members().get(1));
    }
}
