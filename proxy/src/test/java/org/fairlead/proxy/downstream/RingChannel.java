package org.fairlead.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** A connection in memory, seen from its other end; knows half-closing, and what was sent while it isn't read. */
public final class RingChannel extends EmbeddedChannel implements DuplexChannel {
    private final ArrayDeque<byte[]> arriving = new ArrayDeque<>();
    private final ChannelConfig options = new Options();
    private final StringBuilder received = new StringBuilder();
    private boolean ended;
    private boolean resets;
    private boolean outputShut;
    private boolean inputShut;

    RingChannel() {
        super(DefaultChannelId.newInstance(), false, false);
    }

    /** Takes all options of sockets. */
    private final class Options extends DefaultChannelConfig {
        Options() {
            super(RingChannel.this);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            resets |= option.equals(ChannelOption.SO_LINGER);
            super.setOption(option, value);
            return true;
        }
    }

    @Override
    public ChannelConfig config() {
        // Asked before it is made.
        return options == null ? super.config() : options;
    }

    /** The other end sends. */
    void send(byte[] bytes) {
        arriving.add(bytes);
    }

    /** The other end sends its FIN. */
    void end() {
        ended = true;
    }

    /** Hands on what has arrived, as far as it is read; whether anything was. */
    boolean pump(boolean halfCloses) {
        if (!isOpen() || !config().isAutoRead()) {
            return false;
        }
        byte[] next = arriving.poll();
        if (next != null) {
            ByteBuf buffer = alloc().buffer(next.length).writeBytes(next);
            writeInbound(buffer);
            return true;
        }
        if (!ended || inputShut) {
            return false;
        }
        inputShut = true;
        if (halfCloses) {
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            close();
        }
        return true;
    }

    private void drain() {
        for (Object next = readOutbound(); next != null; next = readOutbound()) {
            ByteBuf buffer = (ByteBuf) next;
            received.append(buffer.toString(StandardCharsets.ISO_8859_1));
            buffer.release();
        }
    }

    boolean hasReceived() {
        drain();
        return received.length() > 0;
    }

    /** All that the other end got since it was last asked, a character an octet. */
    public String take() {
        drain();
        String all = received.toString();
        received.setLength(0);
        return all;
    }

    /** As the other end sees it: open, closed or reset. */
    public String state() {
        if (isOpen()) {
            return outputShut ? "closed" : "open";
        }
        return resets ? "reset" : "closed";
    }

    @Override
    public boolean isInputShutdown() {
        return inputShut;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
        return inputShut && outputShut;
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return close(promise);
    }
}
