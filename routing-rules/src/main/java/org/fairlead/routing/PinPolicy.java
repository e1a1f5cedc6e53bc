package org.fairlead.routing;

import java.time.Duration;
import java.util.Optional;

/** Whether, and for how long, an answer binds its client to the primary. Pure. */
public final class PinPolicy {
    private PinPolicy() {}

    /** How an exchange ended, as far as pins are concerned. */
    public enum Outcome {
        /** An origin's answer 1xx, 2xx, 3xx; or its 5xx, a reset or a time-out after the first byte went out. */
        WRITTEN_OR_UNKNOWN,
        /** 4xx, or nothing was sent. */
        NOT_WRITTEN;

        /** The outcome behind an origin's final status. */
        public static Outcome ofStatus(int status) {
            return status >= 400 && status < 500 ? NOT_WRITTEN : WRITTEN_OR_UNKNOWN;
        }
    }

    /**
     * The length of the pin to set; zero: none.
     *
     * @param asked what the application asks for in its answer ({@code Fairlead-Pin}); zero: none; empty: it doesn't say
     * @param finding what the application says of a request treated as a read
     */
    public static Duration length(
            Decision.Forward forward, Outcome outcome, Optional<Duration> asked, WritesOnSafe.Finding finding) {
        PinSettings settings = forward.service().pin();
        boolean wrote =
                forward.isWrite() ? outcome == Outcome.WRITTEN_OR_UNKNOWN : finding == WritesOnSafe.Finding.DONE;
        if (!forward.facesClient() || settings.afterWrite().isEmpty() || !wrote) {
            return Duration.ZERO;
        }
        Duration byRule = forward.pin() == null
                ? settings.afterWrite().get()
                : forward.pin().length();
        Duration length = asked.orElse(byRule);
        return length.compareTo(settings.longest()) > 0 ? settings.longest() : length;
    }
}
