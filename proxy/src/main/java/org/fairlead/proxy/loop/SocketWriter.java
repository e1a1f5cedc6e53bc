package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one connection: straight to its socket where nothing waits before; what the socket doesn't take at once is the
 * channel's, as is everything where a handler stands between the two, such as TLS. Confined to the connection's event loop.
 */
public final class SocketWriter {
    private final Channel channel;
    private final @Nullable Socket socket;

    /** @param channel has all the handlers that it will ever have for what is written */
    public SocketWriter(Channel channel) {
        this.channel = channel;
        socket = channel instanceof EpollSocketChannel epoll
                        && epoll.fd() instanceof Socket plain
                        && channel.pipeline().get(ChannelOutboundHandler.class) == null
                ? plain
                : null;
    }

    /** Writes without a flush. Takes ownership of {@code bytes}. */
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    public void flush() {
        channel.flush();
    }

    /** Writes and flushes. Takes ownership of {@code bytes}. */
    public void writeNow(ByteBuf bytes) {
        send(bytes);
        if (bytes.isReadable()) {
            channel.writeAndFlush(bytes, channel.voidPromise());
        } else {
            bytes.release();
        }
    }

    /**
     * Sends what the socket takes of {@code bytes} now, and reads it from them; nothing where something waits before it, or where all
     * is the channel's. Borrows {@code bytes}.
     *
     * @return whether a byte was sent
     */
    public boolean send(ByteBuf bytes) {
        if (socket == null || !bytes.hasMemoryAddress() || hasWaiting()) {
            return false;
        }
        try {
            int sent = socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            bytes.skipBytes(sent);
            return sent > 0;
        } catch (IOException | NotYetConnectedException e) {
            // The channel, which is given all of it, finds a broken socket, too, and ends.
            return false;
        }
    }

    private boolean hasWaiting() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || !waiting.isEmpty() || waiting.totalPendingWriteBytes() > 0;
    }
}
