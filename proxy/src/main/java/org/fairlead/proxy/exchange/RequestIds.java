package org.fairlead.proxy.exchange;

import java.util.SplittableRandom;

/** Makes ids of requests that no other loop or process makes: eight random digits, then eight that count. Confined to a loop. */
final class RequestIds {
    static final int LENGTH = 16;

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final int prefix;
    private int count;

    RequestIds(SplittableRandom random) {
        prefix = random.nextInt();
        count = random.nextInt();
    }

    /** Writes the next one to the first {@link #LENGTH} bytes of {@code out}. */
    void next(byte[] out) {
        hex(prefix, out, 0);
        hex(count++, out, LENGTH / 2);
    }

    private static void hex(int value, byte[] out, int at) {
        for (int i = 0; i < LENGTH / 2; i++) {
            out[at + i] = DIGITS[value >>> 28 - 4 * i & 15];
        }
    }
}
