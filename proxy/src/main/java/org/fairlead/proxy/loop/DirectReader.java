package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;

/** Who gets what comes on a connection without Netty's pipeline between. Called on the connection's event loop. */
public interface DirectReader {
    /** Bytes have come. Takes ownership of {@code bytes}. */
    void received(ByteBuf bytes);

    /** All that came in one go was handed on. */
    void receivedAll();
}
