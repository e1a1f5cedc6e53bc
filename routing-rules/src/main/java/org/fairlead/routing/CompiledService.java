package org.fairlead.routing;

import java.util.List;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;

/** A service in the form in which it decides quickly. Immutable. */
final class CompiledService {
    private final Service service;
    private final RuleIndex rules;
    private final List<byte[]> safeMethods;
    private final UsualDecisions decisions;
    private final byte[] pinCookieName;
    private final List<ClientKey> failoverKeys;
    private final String failoverSalt;

    CompiledService(Service service, int datacenters) {
        this.service = service;
        pinCookieName = Ascii.bytes(service.pin().cookie().name());
        failoverKeys = service.shift().map(Shift::by).orElse(List.of(new ClientKey.OfAddress()));
        // Not that of the shift: those whom a small share takes in must not all be among the first, or the last, to
        // move.
        failoverSalt = service.name() + "/failover";
        rules = new RuleIndex(service, datacenters);
        safeMethods = service.policy().safeMethods().stream()
                .map(Ascii::bytes)
                .filter(CompiledService::mayBeSafe)
                .toList();
        decisions = new UsualDecisions(service, null, null, datacenters);
    }

    /** QUERY, and methods that the proxy doesn't know; never those that are defined to be unsafe (RFC 9110 §9.3, RFC 5789). */
    private static boolean mayBeSafe(byte[] token) {
        Method method = Method.of(token, 0, token.length);
        return method == Method.QUERY || method == Method.OTHER;
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
        return head.method().isSafe() || isAddedSafe(head.bytes(), head.methodStart(), head.methodEnd());
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

    /** What tells which clients stay at a datacenter that can't take all of them. */
    List<ClientKey> failoverKeys() {
        return failoverKeys;
    }

    String failoverSalt() {
        return failoverSalt;
    }

    /** The decisions that no rule had a part in. */
    UsualDecisions decisions() {
        return decisions;
    }
}
