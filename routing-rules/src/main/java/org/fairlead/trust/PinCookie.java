package org.fairlead.trust;

/**
 * The value of the cookie that pins a client to the primary: {@code EXPIRY.SIGNATURE}, the expiry in milliseconds since 1970,
 * base 36, the signature over it and the service, so that a pin of one service is none of another.
 */
public final class PinCookie {
    private static final int LONGEST = 40;
    /** What the clock of the proxy that set a pin may be ahead: without it, a pin of the longest length would count as overlong. */
    private static final long TOLERANCE_MILLIS = Hop.TOLERANCE_SECONDS * 1000;

    private PinCookie() {}

    /** A value that pins until {@code expiryMillis}. */
    public static String render(FleetKeys keys, String service, long expiryMillis) {
        String expiry = Long.toString(expiryMillis, Character.MAX_RADIX);
        return expiry + "." + keys.sign(FleetKeys.Purpose.PIN, message(service, expiry));
    }

    /** Whether {@code value} is a pin of ours that hasn't ended and doesn't end later than a pin that a proxy sets now could. */
    public static boolean isLive(FleetKeys keys, String service, String value, long nowMillis, long longestMillis) {
        int dot = value.indexOf('.');
        if (dot <= 0 || value.length() > LONGEST) {
            return false;
        }
        String expiry = value.substring(0, dot);
        long expiryMillis = parse(expiry);
        return expiryMillis > nowMillis
                && expiryMillis - nowMillis <= longestMillis + TOLERANCE_MILLIS
                && keys.verify(FleetKeys.Purpose.PIN, message(service, expiry), value.substring(dot + 1));
    }

    private static long parse(String expiry) {
        try {
            return Long.parseLong(expiry, Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String message(String service, String expiry) {
        return service + "\n" + expiry;
    }
}
