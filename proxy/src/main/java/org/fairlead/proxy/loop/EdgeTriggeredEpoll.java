package org.fairlead.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, with the connections registered edge-triggered: the kernel tells of new bytes once, and doesn't look at
 * each socket a second time after it was read. Where a read stopped before the socket was empty the socket is armed again, so
 * that what is left in it is told of as before. Listening sockets and datagrams stay level-triggered.
 */
final class EdgeTriggeredEpoll implements IoHandlerFactory {
    private final IoHandlerFactory epoll = EpollIoHandler.newFactory();

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new Handler(epoll.newHandler(executor));
    }

    @Override
    public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
    }

    private record Handler(IoHandler epoll) implements IoHandler {
        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return epoll.run(context);
        }

        @Override
        public void prepareToDestroy() {
            epoll.prepareToDestroy();
        }

        @Override
        public void destroy() {
            epoll.destroy();
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return epoll.isCompatible(type);
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            if (!(handle instanceof EpollIoHandle channel) || !(handle instanceof Channel.Unsafe unsafe)) {
                return epoll.register(handle);
            }
            return new Socket(channel, unsafe, epoll);
        }
    }

    /** One channel's socket, between Netty's channel and Netty's epoll. */
    @SuppressWarnings("try") // closed by Netty, which minds interruptions
    private static final class Socket implements EpollIoHandle, IoRegistration {
        private final EpollIoHandle channel;
        private final Channel.Unsafe unsafe;
        private final IoRegistration registration;
        private EpollIoOps ops = EpollIoOps.NONE;
        private boolean isEdgeTriggered;

        Socket(EpollIoHandle channel, Channel.Unsafe unsafe, IoHandler epoll) throws Exception {
            this.channel = channel;
            this.unsafe = unsafe;
            registration = epoll.register(this);
        }

        @Override
        public FileDescriptor fd() {
            return channel.fd();
        }

        @Override
        public void registered() {
            channel.registered();
        }

        @Override
        public void unregistered() {
            channel.unregistered();
        }

        @Override
        public void close() throws Exception {
            channel.close();
        }

        @Override
        public void handle(IoRegistration same, IoEvent event) {
            channel.handle(this, event);
            if (isEdgeTriggered && ops.contains(EpollIoOps.EPOLLIN)) {
                var reads = unsafe.recvBufAllocHandle();
                // A read that was filled to its end may have left something; a shorter one found the socket empty.
                if (reads.lastBytesRead() >= reads.attemptedBytesRead() && registration.isValid()) {
                    registration.submit(ops);
                }
            }
        }

        @Override
        public long submit(IoOps wanted) {
            EpollIoOps plain = (EpollIoOps) wanted;
            // Of connections alone the other side's end is asked for.
            isEdgeTriggered |= plain.contains(EpollIoOps.EPOLLRDHUP);
            ops = isEdgeTriggered ? plain.with(EpollIoOps.EPOLLET) : plain;
            return registration.submit(ops);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // so Netty has it
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
