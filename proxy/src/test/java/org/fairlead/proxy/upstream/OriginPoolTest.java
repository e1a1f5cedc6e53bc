package org.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.health.PoolId;
import org.fairlead.proxy.names.NameBook;
import org.junit.jupiter.api.Test;

class OriginPoolTest {
    private static final Origin NAMED = new Origin("app.example", 80);

    @Test
    void aNameThatNobodyKnowsIsLeftUnresolved() {
        OriginPool pool = pool(NAMED);

        assertThat(pool.members())
                .singleElement()
                .matches(member -> member.address().isUnresolved())
                .matches(member -> member.name().equals("app.example:80"));
    }

    @Test
    void eachAddressOfANameIsAMember() throws UnknownHostException {
        NameBook names = new NameBook(Map.of("app.example", List.of(address(1), address(2))));

        assertThat(pool(names, NAMED, new Origin("127.0.0.9", 81)).members())
                .extracting(OriginPool.Member::name)
                .containsExactly("app.example:80(127.0.0.1)", "app.example:80(127.0.0.2)", "127.0.0.9:81");
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    static OriginPool pool(Origin... origins) {
        return pool(NameBook.EMPTY, origins);
    }

    private static OriginPool pool(NameBook names, Origin... origins) {
        return OriginPool.of(
                new PoolId("eqiad", "appservers"),
                PoolSettings.USUAL,
                List.of(origins),
                names,
                OriginHealth::unwatched);
    }
}
