package org.fairlead.proxy.loop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** How the process talks to the kernel: native epoll where it loads, Java's NIO elsewhere. */
public enum Transport {
    EPOLL,
    NIO;

    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    public IoHandlerFactory newIoHandlerFactory() {
        return switch (this) {
            case EPOLL -> new EdgeTriggeredEpoll();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /** Whether each event loop can have a listening socket of its own on one port (SO_REUSEPORT). */
    public boolean listensPerLoop() {
        return this == EPOLL;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    public Class<? extends SocketChannel> socketChannel() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    public Class<? extends DatagramChannel> datagramChannel() {
        return switch (this) {
            case EPOLL -> EpollDatagramChannel.class;
            case NIO -> NioDatagramChannel.class;
        };
    }

    /** Whether it is the network's fault, or the other side's: a socket that was reset meanwhile may say that it isn't connected. */
    public static boolean isNetworks(Throwable cause) {
        return cause instanceof IOException || cause instanceof NotYetConnectedException;
    }
}
