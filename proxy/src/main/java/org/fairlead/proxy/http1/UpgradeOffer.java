package org.fairlead.proxy.http1;

import java.util.Arrays;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;

/** What a request offers in Upgrade, and whether a 101 takes it up (RFC 9110 §7.8, §15.2.2). */
public final class UpgradeOffer {
    private UpgradeOffer() {}

    /** The protocols of the first Upgrade line, the only one that is passed on; a copy, in lower case. */
    public static byte[] of(FieldTable request) {
        int line = request.find(FieldName.UPGRADE, 0);
        byte[] offered = Arrays.copyOfRange(request.bytes(), request.valueStart(line), request.valueEnd(line));
        for (int i = 0; i < offered.length; i++) {
            offered[i] = Ascii.lower(offered[i]);
        }
        return offered;
    }

    /** Whether {@code answer}, of a 101, names protocols, and none but those in {@code offered}. */
    public static boolean isTakenUp(byte[] offered, FieldTable answer) {
        ListElements named = new ListElements();
        boolean any = false;
        for (int i = answer.find(FieldName.UPGRADE, 0); i >= 0; i = answer.find(FieldName.UPGRADE, i + 1)) {
            named.reset(answer.bytes(), answer.valueStart(i), answer.valueEnd(i));
            while (named.next()) {
                if (!offers(offered, answer.bytes(), named)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static boolean offers(byte[] offered, byte[] bytes, ListElements named) {
        ListElements each = new ListElements();
        each.reset(offered, 0, offered.length);
        while (each.next()) {
            byte[] protocol = Arrays.copyOfRange(offered, each.start(), each.end());
            if (Ascii.equalsIgnoreCase(bytes, named.start(), named.end(), protocol)) {
                return true;
            }
        }
        return false;
    }
}
