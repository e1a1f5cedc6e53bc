package org.fairlead.proxy.exchange;

import java.time.Duration;
import java.util.Optional;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.PinPolicy;
import org.fairlead.routing.PinSettings;
import org.fairlead.routing.RequestFacts;
import org.fairlead.routing.WritesOnSafe.Finding;
import org.fairlead.trust.PinCookie;
import org.jspecify.annotations.Nullable;

/**
 * Binds clients to the primary after a write, as {@link PinPolicy} says: by our cookie, and those that sent no cookies by the
 * table as well. Confined to an event loop.
 */
final class Pinning {
    private static final byte[] NONE = Ascii.bytes("none");
    private static final long LONGEST_SECONDS = 1_000_000;

    private final DecisionEngine engine;
    private final CookielessPins table;

    Pinning(DecisionEngine engine, CookielessPins table) {
        this.engine = engine;
        this.table = table;
    }

    /** What the application asks for in its answer: {@code none}, or a number of seconds such as {@code 5s}. */
    static Optional<Duration> asked(FieldTable answer, byte[] lowerName) {
        int line = answer.find(lowerName, 0);
        if (line < 0) {
            return Optional.empty();
        }
        int start = answer.valueStart(line);
        int end = answer.valueEnd(line);
        if (Ascii.equalsIgnoreCase(answer.bytes(), start, end, NONE)) {
            return Optional.of(Duration.ZERO);
        }
        return seconds(answer.bytes(), start, end);
    }

    private static Optional<Duration> seconds(byte[] bytes, int start, int end) {
        if (end - start < 2 || bytes[end - 1] != 's') {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = start; i < end - 1; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || seconds > LONGEST_SECONDS) {
                return Optional.empty();
            }
            seconds = seconds * 10 + digit;
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }

    /** Pins the client for {@code length}; returns the value of the {@code Set-Cookie} to send, or null. */
    @Nullable
    String pin(Serving serving, Decision.Forward forward, RequestHead head, RequestFacts facts, Duration length) {
        long until = facts.nowMillis() + length.toMillis();
        engine.cookielessKey(forward.service(), head, facts).ifPresent(key -> table.pin(key, until));
        return serving.snapshot()
                .keys()
                .map(keys -> setCookie(
                        forward.service().pin(),
                        PinCookie.render(keys, forward.service().name(), until),
                        length,
                        head.secure()))
                .orElse(null);
    }

    private static String setCookie(PinSettings settings, String value, Duration length, boolean secure) {
        PinSettings.Cookie cookie = settings.cookie();
        long seconds = Math.max(1, length.toSeconds());
        return cookie.name() + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite="
                + cookie.sameSite()
                + cookie.domain().map(domain -> "; Domain=" + domain).orElse("")
                + (secure ? "; Secure" : "");
    }

    /** The length of the pin that follows from an answer. */
    static Duration afterAnswer(
            Serving serving, Decision.Forward forward, FieldTable answer, int status, Finding finding) {
        if (!forward.isWrite() && finding != Finding.DONE) {
            return Duration.ZERO;
        }
        return PinPolicy.length(
                forward,
                PinPolicy.Outcome.ofStatus(status),
                asked(answer, serving.contractFields().pin()),
                finding);
    }

    /** The length of the pin that follows from a flag in a trailer. */
    static Duration afterFlag(Decision.Forward forward, Finding finding) {
        return PinPolicy.length(forward, PinPolicy.Outcome.WRITTEN_OR_UNKNOWN, Optional.empty(), finding);
    }

    /** The length of the pin of a request that may have been processed, of which nothing more is known. */
    static Duration afterUnknown(Decision.Forward forward) {
        return PinPolicy.length(forward, PinPolicy.Outcome.WRITTEN_OR_UNKNOWN, Optional.empty(), Finding.NOTHING);
    }
}
