package org.fairlead.routing;

import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/** What to do with one request. */
public sealed interface Decision {
    Reason reason();

    /** The service whose rules decided; null where it didn't come to that. */
    @Nullable
    Service service();

    /** The rule that decided; null where none did. */
    @Nullable
    Rule rule();

    /** How a request leaves for a datacenter. */
    enum Crossing {
        /** It stays. */
        NONE,
        /** To a proxy there, with a signed hop. */
        PEER,
        /** Straight to the origins there. */
        ORIGINS
    }

    /**
     * Send it to that datacenter.
     *
     * @param movedFrom where it would have gone, had that datacenter taken it; null: it goes where it was placed
     * @param pin the length of the pin that a rule wants, whatever the service says; null: no rule spoke
     * @param hop the hop it came by; null: it came from a client, so that pins, flags and the decision header are this proxy's
     *     work
     */
    record Forward(
            Service service,
            TreatedAs treatedAs,
            Datacenter datacenter,
            Crossing crossing,
            Reason reason,
            @Nullable Rule rule,
            @Nullable Datacenter movedFrom,
            Effect.@Nullable Pin pin,
            @Nullable Hop hop)
            implements Decision {
        public boolean isWrite() {
            return treatedAs == TreatedAs.WRITE;
        }

        /** Whether this proxy is the one that the client talks to. */
        public boolean facesClient() {
            return hop == null;
        }
    }

    /** Answer it here, with what a rule says. */
    record Respond(Service service, Rule rule, Effect.Respond response) implements Decision {
        @Override
        public Reason reason() {
            return Reason.RULE_RESPONSE;
        }
    }

    /** Answer it here, OPTIONS with Max-Forwards 0 (RFC 9110 §7.6.2). */
    record AnswerOptions(Service service) implements Decision {
        @Override
        public Reason reason() {
            return Reason.MAX_FORWARDS;
        }

        @Override
        public @Nullable Rule rule() {
            return null;
        }
    }

    /**
     * Refuse it; nothing has been or will be sent anywhere.
     *
     * @param status 4xx or 5xx
     * @param detail names the places involved; empty where the reason says all
     * @param hop the valid hop it came by, whose sender wants a signed answer; null otherwise
     */
    record Refuse(
            int status,
            Reason reason,
            String detail,
            @Nullable Service service,
            @Nullable Hop hop) implements Decision {
        @Override
        public @Nullable Rule rule() {
            return null;
        }
    }
}
