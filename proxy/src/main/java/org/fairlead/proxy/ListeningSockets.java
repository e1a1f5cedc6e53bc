package org.fairlead.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.proxy.downstream.Listeners;
import org.fairlead.proxy.systemd.DescriptorCopies;
import org.fairlead.proxy.systemd.InheritedSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that listen: bound, or inherited and adopted; all of them before one accepts. Not for an event loop. */
final class ListeningSockets {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningSockets.class);

    private final Listeners listeners;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Channel> sockets = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    ListeningSockets(Listeners listeners, MultiThreadIoEventLoopGroup group) {
        this.listeners = listeners;
        this.group = group;
    }

    /**
     * Binds what isn't there already; accepts once all of them listen.
     *
     * @throws IOException where an address can't be had, or an inherited socket is no listener's
     */
    void listen(Configuration configuration, InheritedSockets inherited) throws IOException {
        boolean inheritsNothing = inherited.isEmpty();
        for (Listener listener : configuration.listeners()) {
            var wanted = new InetSocketAddress(
                    listener.bind().host(), listener.bind().port());
            List<Integer> descriptors = inherited.take(wanted);
            if (!descriptors.isEmpty()) {
                adopt(listener, descriptors);
            } else {
                bind(listener, wanted);
                if (!inheritsNothing) {
                    LOG.warn("listeners: {}: bound, since no inherited socket is there", listener.bind());
                }
            }
        }
        inherited.refuseRest();
        // Whoever is served by one listener finds all the others, too.
        sockets.forEach(Listeners::accept);
    }

    private void bind(Listener listener, InetSocketAddress wanted) throws IOException {
        refuseTaken(listener, wanted);
        Channel first = await(listener, listeners.bindFirst(listener, wanted, group));
        var bound = (InetSocketAddress) first.localAddress();
        addresses.add(bound);
        for (ChannelFuture other : listeners.bindOthers(listener, bound)) {
            await(listener, other);
        }
    }

    /** Each loop accepts from each socket's own queue, or from a copy of the one there is, so that none is left to wait. */
    private void adopt(Listener listener, List<Integer> descriptors) throws IOException {
        int rounds = Math.max(descriptors.size(), listeners.loops());
        try (DescriptorCopies copies = new DescriptorCopies()) {
            for (int i = 0; i < rounds; i++) {
                int descriptor = descriptors.get(i % descriptors.size());
                int own = i < descriptors.size() ? descriptor : copies.copy(descriptor);
                Channel socket = await(listener, listeners.adopt(listener, own, i));
                if (i == 0) {
                    addresses.add((InetSocketAddress) socket.localAddress());
                }
            }
        }
    }

    /**
     * Sockets that share a port share it with another process, too; one that doesn't tells whether any has it. Nothing is
     * accepted by it.
     */
    private static void refuseTaken(Listener listener, InetSocketAddress wanted) throws IOException {
        try (ServerSocket lone = new ServerSocket()) {
            lone.setReuseAddress(true);
            lone.bind(wanted);
        } catch (IOException e) {
            throw new IOException("listeners: " + listener.bind() + ": " + e.getMessage(), e);
        }
    }

    private Channel await(Listener listener, ChannelFuture binding) throws IOException {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    "listeners: " + listener.bind() + ": " + binding.cause().getMessage(), binding.cause());
        }
        sockets.add(binding.channel());
        return binding.channel();
    }

    /** In the order of the configuration; with the ports that the system chose. */
    List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Nothing new is accepted. */
    void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    }
}
