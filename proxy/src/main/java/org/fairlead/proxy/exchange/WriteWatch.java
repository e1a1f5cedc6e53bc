package org.fairlead.proxy.exchange;

import org.fairlead.message.FieldTable;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.proxy.telemetry.LoopTelemetry;
import org.fairlead.routing.Decision;
import org.fairlead.routing.WriteGuard;
import org.fairlead.routing.WritesOnSafe;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.jspecify.annotations.Nullable;

/** {@link WriteGuard} as an exchange asks it: for a forward, where its service guards at all. Pure, but for counting. */
final class WriteWatch {
    private WriteWatch() {}

    /** What a header or trailer section says of a request treated as a read; of a write nothing is asked. */
    static Finding find(Decision.Forward forward, FieldTable fields) {
        @Nullable WritesOnSafe guard = guard(forward);
        if (guard == null || forward.isWrite()) {
            return Finding.NOTHING;
        }
        return WriteGuard.find(guard, fields);
    }

    /** Counts a finding by route; the proxy that faces the client does, so that it is counted once. */
    static void count(Decision.Forward forward, Finding finding, ExchangeRecord record, LoopTelemetry telemetry) {
        @Nullable WritesOnSafe guard = guard(forward);
        if (guard != null && forward.facesClient()) {
            telemetry.flaggedWrite(record, guard.mode(), finding);
        }
    }

    static boolean mustReject(Decision.Forward forward, Finding finding) {
        @Nullable WritesOnSafe guard = guard(forward);
        return guard != null && WriteGuard.mustReject(forward, guard, finding);
    }

    private static @Nullable WritesOnSafe guard(Decision.Forward forward) {
        return forward.service().writesOnSafe().orElse(null);
    }
}
