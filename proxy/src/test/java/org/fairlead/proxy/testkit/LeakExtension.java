package org.fairlead.proxy.testkit;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class behind which a leaked buffer turns up. Registered for every class, by the service loader.
 *
 * <p>A leak is found when the buffer is garbage: one that a static field still holds goes to a later class's account, or
 * to none.
 */
public final class LeakExtension implements AfterAllCallback {
    static {
        LeakRecords.install();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
            return;
        }
        List<String> leaks = LeakRecords.drain();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked; who touched them is noted with "
                    + "-Dtest.options=-Dio.netty.leakDetection.targetRecords=20: " + String.join("\n", leaks));
        }
    }
}
