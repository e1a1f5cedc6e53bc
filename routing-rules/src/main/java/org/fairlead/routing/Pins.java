package org.fairlead.routing;

import java.util.Optional;
import org.fairlead.matching.Condition;
import org.fairlead.matching.CookieCursor;
import org.fairlead.matching.Readings;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.RequestHead;
import org.fairlead.trust.FleetKeys;
import org.fairlead.trust.PinCookie;
import org.jspecify.annotations.Nullable;

/** Finds out whether the client of a request is bound to the primary. Confined to one thread. */
final class Pins {
    private final CookieCursor cookies = new CookieCursor();
    private final ClientKeys clientKeys;

    Pins(ClientKeys clientKeys) {
        this.clientKeys = clientKeys;
    }

    /** What binds the client, in words; null: nothing does. */
    @Nullable
    String find(Snapshot snapshot, CompiledService compiled, Readings readings, RequestFacts facts, PinTable table) {
        PinSettings pin = compiled.service().pin();
        for (int i = 0; i < pin.honour().size(); i++) {
            Condition mark = pin.honour().get(i);
            if (mark.test(readings).isPossible()) {
                return mark.describe();
            }
        }
        RequestHead head = readings.head();
        if (pin.afterWrite().isEmpty()) {
            return null;
        }
        if (head.fields().has(FieldName.COOKIE)) {
            return isPinnedByCookie(snapshot.keys(), compiled, head, facts.nowMillis()) ? "our cookie" : null;
        }
        return isInTable(compiled.service(), head, facts, table) ? "the table of clients without cookies" : null;
    }

    private boolean isPinnedByCookie(
            Optional<FleetKeys> keys, CompiledService compiled, RequestHead head, long nowMillis) {
        if (keys.isEmpty()) {
            return false;
        }
        cookies.of(head);
        while (cookies.next()) {
            if (cookies.isNamed(compiled.pinCookieName()) && isLive(keys.get(), compiled.service(), nowMillis)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLive(FleetKeys keys, Service service, long nowMillis) {
        int quote = cookies.isQuoted() ? 1 : 0;
        String value = Ascii.text(cookies.bytes(), cookies.valueStart() + quote, cookies.valueEnd() - quote);
        return PinCookie.isLive(
                keys, service.name(), value, nowMillis, service.pin().longest().toMillis());
    }

    private boolean isInTable(Service service, RequestHead head, RequestFacts facts, PinTable table) {
        if (service.pin().cookieless().isEmpty() || table == PinTable.EMPTY) {
            return false;
        }
        long key = clientKeys.first(service.pin().cookieless(), service.name(), head, facts.client());
        return key != ClientKeys.NONE && table.isPinned(key, facts.nowMillis());
    }
}
