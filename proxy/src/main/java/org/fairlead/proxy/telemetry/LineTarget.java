package org.fairlead.proxy.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where lines go. For one thread. */
@FunctionalInterface
public interface LineTarget {
    /** Takes whole lines, to the last byte; may wait for that. */
    void write(ByteBuffer lines) throws IOException;
}
