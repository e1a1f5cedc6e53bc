package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The client's side that an exchange serves at the moment: its parts needn't know that it changes. Confined to an event loop. */
final class CurrentClient implements ClientSide {
    private @Nullable ClientSide its;

    /** @param client null: nobody's */
    void turnTo(@Nullable ClientSide client) {
        its = client;
    }

    private ClientSide its() {
        if (its == null) {
            throw new IllegalStateException("this exchange is nobody's");
        }
        return its;
    }

    @Override
    public ByteBufAllocator allocator() {
        return its().allocator();
    }

    @Override
    public boolean isWritable() {
        return its().isWritable();
    }

    /** Takes ownership of {@code bytes}. */
    @Override
    public void write(ByteBuf bytes) {
        its().write(bytes);
    }

    @Override
    public void writeNow(ByteBuf bytes) {
        its().writeNow(bytes);
    }

    @Override
    public void flush() {
        its().flush();
    }

    @Override
    public void mayRest() {
        its().mayRest();
    }

    @Override
    public void pauseReading() {
        its().pauseReading();
    }

    @Override
    public void resumeReading() {
        its().resumeReading();
    }

    @Override
    public void switchedProtocols() {
        its().switchedProtocols();
    }

    @Override
    public void exchangeEnded(Ending ending) {
        its().exchangeEnded(ending);
    }
}
