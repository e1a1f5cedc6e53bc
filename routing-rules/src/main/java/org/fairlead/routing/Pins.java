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
    /** The application's mark that binds the client of the request at hand. */
    private @Nullable Condition mark;

    Pins(ClientKeys clientKeys) {
        this.clientKeys = clientKeys;
    }

    /** What binds a client. */
    enum Found {
        NOTHING("none"),
        MARK("live: "),
        COOKIE("live: our cookie"),
        TABLE("live: the table of clients without cookies");

        private final String words;

        Found(String words) {
            this.words = words;
        }
    }

    Found find(Snapshot snapshot, CompiledService compiled, Readings readings, RequestFacts facts, PinTable table) {
        PinSettings pin = compiled.service().pin();
        mark = null;
        for (int i = 0; i < pin.honour().size() && mark == null; i++) {
            mark = pin.honour().get(i).test(readings).isPossible()
                    ? pin.honour().get(i)
                    : null;
        }
        if (mark != null) {
            return Found.MARK;
        }
        RequestHead head = readings.head();
        if (pin.afterWrite().isEmpty()) {
            return Found.NOTHING;
        }
        if (head.fields().has(FieldName.COOKIE)) {
            boolean isLive = isPinnedByCookie(snapshot.keys(), compiled, head, facts.nowMillis());
            return isLive ? Found.COOKIE : Found.NOTHING;
        }
        return isInTable(compiled.service(), head, facts, table) ? Found.TABLE : Found.NOTHING;
    }

    /** What was found, for {@code explain}. */
    String describe(Found found) {
        return mark == null ? found.words : found.words + mark.describe();
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
