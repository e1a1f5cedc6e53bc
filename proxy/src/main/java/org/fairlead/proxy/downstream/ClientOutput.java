package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import org.fairlead.proxy.exchange.ClientSide;
import org.fairlead.proxy.loop.SocketWriter;

/** Where the answers on a connection go, one after the other. Confined to its event loop. */
final class ClientOutput implements ClientSide {
    /** Hears what an answer means for the connection. */
    interface Listener {
        void exchangeEnded(Ending ending);

        void switchedProtocols();
    }

    private final Channel channel;
    private final SocketWriter writer;
    private final ReadingGate gate;
    private final Listener listener;

    ClientOutput(Channel channel, ReadingGate gate, Listener listener) {
        this.channel = channel;
        writer = new SocketWriter(channel);
        this.gate = gate;
        this.listener = listener;
    }

    @Override
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void write(ByteBuf bytes) {
        writer.write(bytes);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void writeNow(ByteBuf bytes) {
        writer.writeNow(bytes);
    }

    /** In HTTP/1.1 a body keeps its pace. */
    @Override
    public void mayRest() {}

    @Override
    public void pauseReading() {
        gate.holdBack(ReadingGate.Cause.ORIGIN);
    }

    @Override
    public void resumeReading() {
        gate.letGo(ReadingGate.Cause.ORIGIN);
    }

    @Override
    public void switchedProtocols() {
        listener.switchedProtocols();
    }

    @Override
    public void exchangeEnded(Ending ending) {
        listener.exchangeEnded(ending);
    }
}
