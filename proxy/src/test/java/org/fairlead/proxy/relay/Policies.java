package org.fairlead.proxy.relay;

import java.util.List;
import org.fairlead.routing.Service;

/** Policies that tests use. */
final class Policies {
    static final Service.Policy READS_AT_PRIMARY = new Service.Policy(
            Service.Reads.PRIMARY, Service.Home.PRIMARY, Service.Home.PRIMARY, List.of(), List.of(), true);

    private Policies() {}
}
