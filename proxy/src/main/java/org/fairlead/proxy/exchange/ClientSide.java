package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Where the answer of an exchange goes: the client's connection, or its stream. Called on its event loop only. */
public interface ClientSide {
    /** How an exchange leaves the client's side. */
    enum Ending {
        /** The answer is whole, and the client may send the next request. */
        NEXT,
        /** The answer is whole, and the last one. */
        CLOSE,
        /** The answer isn't whole, and the client must see that. */
        ABORT
    }

    ByteBufAllocator allocator();

    boolean isWritable();

    /** Writes without a flush. Takes ownership of {@code bytes}. */
    void write(ByteBuf bytes);

    void flush();

    /** Writes and flushes. Takes ownership of {@code bytes}. */
    void writeNow(ByteBuf bytes);

    /** The request's body may rest for as long as it likes: both sides of the exchange are streams of a call. */
    void mayRest();

    /** Stops reading the request's body. */
    void pauseReading();

    void resumeReading();

    /** From now on all bytes of the client are handed to the exchange as they are. */
    void switchedProtocols();

    /** The exchange is over; what was written is flushed. */
    void exchangeEnded(Ending ending);
}
