package org.fairlead.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ThreadAwareExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll, with the connections registered edge-triggered: the kernel tells of new bytes once, and doesn't look at
 * each socket a second time after it was read. Where a read stopped before the socket was empty the socket is armed again, so
 * that what is left in it is told of as before. Listening sockets and datagrams stay level-triggered.
 */
final class EdgeTriggeredEpoll implements IoHandlerFactory {
    private static final AttributeKey<Socket> SOCKET = AttributeKey.valueOf(EdgeTriggeredEpoll.class, "socket");

    private final IoHandlerFactory epoll = EpollIoHandler.newFactory();

    /** From now on {@code reader} gets what comes on {@code channel}, where that is possible; its handlers hear of all else. */
    static void readDirectly(Channel channel, DirectReader reader) {
        Socket socket = channel.attr(SOCKET).get();
        if (socket != null && socket.fd() instanceof io.netty.channel.unix.Socket plain) {
            socket.reads = new DirectReads(channel, plain, reader);
        }
    }

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
        /** After so many reads of one socket in a row others come first. */
        private static final int MOST_READS = 4;

        private static final EpollIoEvent READABLE = () -> EpollIoOps.EPOLLIN;

        private final EpollIoHandle handle;
        private final Channel.Unsafe unsafe;
        private final IoRegistration registration;
        private EpollIoOps ops = EpollIoOps.NONE;
        private boolean isEdgeTriggered;
        private @Nullable DirectReads reads;

        Socket(EpollIoHandle handle, Channel.Unsafe unsafe, IoHandler epoll) throws Exception {
            this.handle = handle;
            this.unsafe = unsafe;
            registration = epoll.register(this);
            unsafe.voidPromise().channel().attr(SOCKET).set(this);
        }

        @Override
        public FileDescriptor fd() {
            return handle.fd();
        }

        @Override
        public void registered() {
            handle.registered();
        }

        @Override
        public void unregistered() {
            handle.unregistered();
        }

        @Override
        public void close() throws Exception {
            handle.close();
        }

        @Override
        public void handle(IoRegistration same, IoEvent event) {
            // More than bytes, such as an end or an error, is Netty's matter.
            if (reads != null && ((EpollIoEvent) event).ops().equals(EpollIoOps.EPOLLIN)) {
                readDirectly();
            } else {
                handle.handle(this, event);
                // A read that was filled to its end may have left something; a shorter one found the socket empty.
                if (isEdgeTriggered && isReading() && wasFilled()) {
                    armAgain();
                }
            }
        }

        private void readDirectly() {
            for (int made = 0; reads != null && isReading(); made++) {
                if (made == MOST_READS) {
                    armAgain();
                    return;
                }
                switch (reads.read()) {
                    case EMPTIED -> {
                        return;
                    }
                    case FILLED -> {}
                    case ENDED -> {
                        handle.handle(this, READABLE);
                        return;
                    }
                }
            }
        }

        private boolean isReading() {
            return ops.contains(EpollIoOps.EPOLLIN) && registration.isValid();
        }

        private boolean wasFilled() {
            var last = unsafe.recvBufAllocHandle();
            return last.lastBytesRead() >= last.attemptedBytesRead();
        }

        /** What is left in the socket is told of again. */
        private void armAgain() {
            registration.submit(ops);
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
