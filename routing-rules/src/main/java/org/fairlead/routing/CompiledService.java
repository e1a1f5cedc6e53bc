package org.fairlead.routing;

import java.util.List;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** A service in the form in which it decides quickly. Immutable. */
final class CompiledService {
    private static final int REASONS = Reason.values().length;

    private final Service service;
    private final RuleIndex rules;
    private final List<byte[]> safeMethods;
    /** The usual decisions, made once: by class, crossing, datacenter and reason. */
    private final Decision.Forward[] usual;

    private final int datacenters;
    private final byte[] pinCookieName;

    CompiledService(Service service, int datacenters) {
        this.service = service;
        this.datacenters = datacenters;
        pinCookieName = Ascii.bytes(service.pin().cookie().name());
        rules = new RuleIndex(service.rules());
        safeMethods = service.policy().safeMethods().stream().map(Ascii::bytes).toList();
        usual = new Decision.Forward[2 * Decision.Crossing.values().length * datacenters * REASONS];
    }

    Service service() {
        return service;
    }

    RuleIndex rules() {
        return rules;
    }

    byte[] pinCookieName() {
        return pinCookieName;
    }

    boolean isSafe(RequestHead head) {
        if (head.method().isSafe()) {
            return true;
        }
        return head.method() != Method.POST && isAddedSafe(head.bytes(), head.methodStart(), head.methodEnd());
    }

    /** Whether a token names a method that reads on this service. */
    boolean isSafe(byte[] bytes, int start, int end) {
        return Method.of(bytes, start, end).isSafe() || isAddedSafe(bytes, start, end);
    }

    private boolean isAddedSafe(byte[] bytes, int start, int end) {
        for (int i = 0; i < safeMethods.size(); i++) {
            if (Ascii.equals(bytes, start, end, safeMethods.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** A decision that no rule, hop or failover had a part in; the same object for the same arguments. */
    Decision.Forward usual(TreatedAs treatedAs, Datacenter datacenter, Decision.Crossing crossing, Reason reason) {
        int slot = ((treatedAs.ordinal() * 3 + crossing.ordinal()) * datacenters + datacenter.index()) * REASONS
                + reason.ordinal();
        Decision.@Nullable Forward known = usual[slot];
        if (known == null) {
            // Made on first use; that two threads may both make it does no harm, a record is safely published by its
            // final fields.
            known = new Decision.Forward(service, treatedAs, datacenter, crossing, reason, null, null, null, null);
            usual[slot] = known;
        }
        return known;
    }
}
