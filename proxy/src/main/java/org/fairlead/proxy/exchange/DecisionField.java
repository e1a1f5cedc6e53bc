package org.fairlead.proxy.exchange;

import org.fairlead.proxy.telemetry.Spoken;
import org.fairlead.routing.Decision;
import org.jspecify.annotations.Nullable;

/** What {@code Fairlead-Decision} tells of a decision: a structured dictionary (RFC 9651). Pure. */
final class DecisionField {
    private static final int LAST_VISIBLE = 0x7e;

    private DecisionField() {}

    /** @param spoken what the attempt was made in; null: there was none */
    static String render(Decision decision, @Nullable Spoken spoken) {
        StringBuilder field = new StringBuilder();
        if (decision instanceof Decision.Forward forward) {
            field.append("dc=").append(forward.datacenter().name()).append(", ");
        }
        field.append("reason=").append(decision.reason().label());
        if (decision instanceof Decision.Forward forward) {
            field.append(", treated-as=").append(forward.treatedAs().label());
        }
        if (decision.rule() != null) {
            field.append(", rule=\"");
            decision.rule().name().chars().forEach(c -> append(field, c));
            field.append('"');
        }
        if (spoken != null) {
            field.append(", protocol=").append(spoken.label());
        }
        return field.toString();
    }

    private static void append(StringBuilder field, int c) {
        if (c == '"' || c == '\\') {
            field.append('\\');
        }
        // A string holds visible ASCII only (RFC 9651 §3.3.3).
        field.append(c < ' ' || c > LAST_VISIBLE ? '?' : (char) c);
    }
}
