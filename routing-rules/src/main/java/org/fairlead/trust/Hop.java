package org.fairlead.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;

/**
 * What the sender of a crossing says of it, in the field {@code Fairlead-Hop}: a dictionary of tokens, signed together with
 * the method, the host and a hash of the target, so that it can't be moved to another request.
 *
 * @param from the datacenter that sends; {@code to} the one that shall answer
 * @param primary the sender's idea of the primary; {@code none} where it has none
 * @param atSeconds when it was sent, in seconds since 1970
 * @param signature empty before {@link #signedFor}
 */
public record Hop(
        String from,
        String to,
        String primary,
        long epoch,
        boolean isWrite,
        String service,
        long atSeconds,
        String signature) {
    /** How far the clocks of sender and receiver may lie apart. */
    public static final long TOLERANCE_SECONDS = 30;

    private static final int LONGEST = 1024;

    /** The same, signed for {@code head}. */
    public Hop signedFor(RequestHead head, FleetKeys keys) {
        String mac = keys.sign(FleetKeys.Purpose.HOP, message(head));
        return new Hop(from, to, primary, epoch, isWrite, service, atSeconds, mac);
    }

    /** The hop in {@code value}, where it was signed by the fleet for {@code head} and just now; nothing otherwise. */
    public static Optional<Hop> verify(FleetKeys keys, String value, RequestHead head, long nowSeconds) {
        return parse(value)
                .filter(hop -> hop.atSeconds >= nowSeconds - TOLERANCE_SECONDS
                        && hop.atSeconds <= nowSeconds + TOLERANCE_SECONDS)
                .filter(hop -> keys.verify(FleetKeys.Purpose.HOP, hop.message(head), hop.signature));
    }

    private static Optional<Hop> parse(String value) {
        if (value.length() > LONGEST) {
            return Optional.empty();
        }
        Map<String, String> members = new HashMap<>();
        for (String member : value.split(",", -1)) {
            int equals = member.indexOf('=');
            if (equals < 0
                    || members.put(
                                    member.substring(0, equals).strip(),
                                    member.substring(equals + 1).strip())
                            != null) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new Hop(
                    member(members, "from"),
                    member(members, "to"),
                    member(members, "primary"),
                    Long.parseLong(member(members, "epoch")),
                    isWrite(member(members, "as")),
                    member(members, "service"),
                    Long.parseLong(member(members, "at")),
                    member(members, "mac")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isWrite(String as) {
        if (!as.equals("write") && !as.equals("read")) {
            throw new IllegalArgumentException(as);
        }
        return as.equals("write");
    }

    private static String member(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    /** The field value. */
    public String render() {
        return "from=" + from + ", to=" + to + ", primary=" + primary + ", epoch=" + epoch + ", as=" + as()
                + ", service=" + service + ", at=" + atSeconds + ", mac=" + signature;
    }

    private String as() {
        return isWrite ? "write" : "read";
    }

    private String message(RequestHead head) {
        return String.join(
                "\n",
                from,
                to,
                primary,
                Long.toString(epoch),
                as(),
                service,
                Long.toString(atSeconds),
                head.methodText(),
                Ascii.lower(head.authorityText()),
                hashOfTarget(head));
    }

    private static String hashOfTarget(RequestHead head) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (head.pathStart() == head.pathEnd()) {
                // What is sent for an empty path.
                digest.update((byte) '/');
            }
            digest.update(head.bytes(), head.pathStart(), head.pathEnd() - head.pathStart());
            if (head.hasQuery()) {
                digest.update((byte) '?');
                digest.update(head.bytes(), head.queryStart(), head.queryEnd() - head.queryStart());
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The signed answer of a receiver that has executed nothing, for the field {@code Fairlead-Hop} of its response. */
    public String refusal(FleetKeys keys, int status, String reason) {
        return "refused=" + reason + ", mac=" + keys.sign(FleetKeys.Purpose.HOP_ANSWER, refusalMessage(status, reason));
    }

    /**
     * The reason in {@code value}, where it is this hop's receiver that says, signed, that it executed nothing; nothing
     * otherwise.
     */
    public Optional<String> verifyRefusal(FleetKeys keys, int status, String value) {
        String mac = ", mac=";
        int at = value.indexOf(mac);
        if (!value.startsWith("refused=") || at < 0) {
            return Optional.empty();
        }
        String reason = value.substring("refused=".length(), at);
        boolean verified = keys.verify(
                FleetKeys.Purpose.HOP_ANSWER, refusalMessage(status, reason), value.substring(at + mac.length()));
        return verified ? Optional.of(reason) : Optional.empty();
    }

    private String refusalMessage(int status, String reason) {
        return signature + "\n" + status + "\n" + reason;
    }
}
