package org.fairlead.proxy.telemetry;

import java.util.Arrays;
import java.util.Objects;
import org.fairlead.routing.Reason;
import org.fairlead.routing.TreatedAs;
import org.jspecify.annotations.Nullable;

/**
 * What lines of the access log said of where requests went and why, as most of the next ones go there, too. It holds names,
 * and so keeps no configuration alive. Confined to one event loop.
 */
final class RoutingTexts {
    private static final int PLACES = 64;

    private final Text[] texts = new Text[PLACES];

    RoutingTexts() {
        Arrays.setAll(texts, place -> new Text());
    }

    /** The one place for what is to be said of {@code exchange}; there may be something else in it. */
    Text placeFor(ExchangeRecord exchange) {
        int hash = Objects.hashCode(exchange.origin()) * 31 + Objects.hashCode(exchange.serviceName());
        Reason reason = exchange.reason();
        return texts[(hash ^ hash >>> 16) + (reason == null ? 0 : reason.ordinal() * 5) & PLACES - 1];
    }

    /** A part of a line, and what it tells. */
    static final class Text {
        private @Nullable String service;
        private @Nullable String datacenter;
        private @Nullable String origin;
        private @Nullable Spoken spoken;
        private @Nullable Reason reason;
        private @Nullable String rule;
        private @Nullable TreatedAs treatedAs;
        private @Nullable String movedFrom;
        private byte[] bytes = {};
        private int length;

        /** Whether it is what is to be said of {@code exchange}. At the beginning it is empty, and tells nothing. */
        boolean isOf(ExchangeRecord exchange) {
            return reason == exchange.reason()
                    && treatedAs == exchange.treatedAs()
                    && spoken == exchange.spoken()
                    && Objects.equals(origin, exchange.origin())
                    && Objects.equals(service, exchange.serviceName())
                    && Objects.equals(datacenter, exchange.datacenterName())
                    && Objects.equals(rule, exchange.ruleName())
                    && Objects.equals(movedFrom, exchange.movedFromName());
        }

        /** From now on it is {@code line[start, end)}. */
        void keep(ExchangeRecord exchange, byte[] line, int start, int end) {
            reason = exchange.reason();
            treatedAs = exchange.treatedAs();
            spoken = exchange.spoken();
            origin = exchange.origin();
            service = exchange.serviceName();
            datacenter = exchange.datacenterName();
            rule = exchange.ruleName();
            movedFrom = exchange.movedFromName();
            length = end - start;
            if (bytes.length < length) {
                bytes = new byte[length];
            }
            System.arraycopy(line, start, bytes, 0, length);
        }

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }
    }
}
