package org.fairlead.proxy.upstream;

import java.util.ArrayDeque;

/**
 * Lets only so many connections of one event loop to one origin be made at a time; the others wait in their order, within
 * their time to connect. A storm of handshakes would keep the origin, and the loop, from all that goes on beside them. Confined
 * to its event loop.
 */
final class OpeningPace {
    /** At a round trip of 36 ms and with TLS still some 900 a second; near by, as many as the origin takes. */
    static final int MOST = 64;

    private final ArrayDeque<Opening> waiting = new ArrayDeque<>();
    private int underWay;

    /** Has it begin, now or when it is its turn. */
    void begin(Opening opening) {
        if (underWay < MOST) {
            underWay++;
            opening.connect();
        } else {
            waiting.addLast(opening);
        }
    }

    /** It is over before it began. */
    void withdraw(Opening opening) {
        waiting.remove(opening);
    }

    /** It had begun, and is over. */
    void ended() {
        underWay--;
        Opening next = waiting.pollFirst();
        if (next != null) {
            underWay++;
            next.connect();
        }
    }
}
