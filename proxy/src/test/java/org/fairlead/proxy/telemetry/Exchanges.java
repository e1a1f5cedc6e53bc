package org.fairlead.proxy.telemetry;

import java.util.List;
import java.util.Optional;
import org.fairlead.matching.ClientAddress;
import org.fairlead.matching.Condition;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHeadBuilder;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.Reason;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.TreatedAs;

/** Exchanges to tell of. */
final class Exchanges {
    static final Datacenter EQIAD = new Datacenter("eqiad", 0, false);
    static final Datacenter CODFW = new Datacenter("codfw", 1, false);
    static final Service WIKI = service("wiki");
    static final Rule RULE =
            new Rule("rollback \"writes\" on GET", Optional.empty(), new Condition.All(List.of()), List.of());

    private Exchanges() {}

    static Service service(String name) {
        return new Service(
                name,
                List.of("*"),
                "appservers",
                Optional.empty(),
                Service.Policy.DEFAULT,
                PinSettings.NONE,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static Decision.Forward read(Service service, Datacenter datacenter) {
        return new Decision.Forward(
                service, TreatedAs.READ, datacenter, Decision.Crossing.NONE, Reason.LOCAL, null, null, null, null);
    }

    static Decision.Forward movedByRule() {
        return new Decision.Forward(
                WIKI, TreatedAs.READ, EQIAD, Decision.Crossing.ORIGINS, Reason.RULE, RULE, CODFW, null, null);
    }

    /** A record of a request that has begun and has been described. */
    static ExchangeRecord begun(ExchangeRecord record, String url) {
        record.begin(1_795_358_645_678L, 1_000);
        record.client(ClientAddress.parse("192.0.2.7").orElseThrow());
        byte[] id = Ascii.bytes("req-1");
        record.requestId(id, 0, id.length);
        record.describe(RequestHeadBuilder.request("GET", url).build());
        return record;
    }
}
