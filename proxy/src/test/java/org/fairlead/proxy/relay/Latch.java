package org.fairlead.proxy.relay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a scripted origin wait for its test, for 20 s at most. */
final class Latch {
    private final CountDownLatch latch = new CountDownLatch(1);

    void open() {
        latch.countDown();
    }

    void await() {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened it");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
