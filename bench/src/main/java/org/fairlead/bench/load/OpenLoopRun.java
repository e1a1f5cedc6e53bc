package org.fairlead.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One load, on one event loop: all fields but {@code result} are confined to it. */
final class OpenLoopRun {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long RECONNECT_MILLIS = 5;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Load load;
    private final List<List<ByteBuf>> visits;
    private final CompletableFuture<Latencies> result = new CompletableFuture<>();

    private final Queue<VisitingConnection> free = new ArrayDeque<>();
    private final Set<VisitingConnection> open = new HashSet<>();
    private final Queue<Long> waiting = new ArrayDeque<>();
    private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);
    private final Histogram lateNanos = new Histogram(LONGEST_NANOS, 3);
    private int nextVisit;
    private int underWay;
    private long failed;
    private long due;
    private long end;
    private boolean running;

    OpenLoopRun(EventLoop loop, int port, Load load) {
        this.loop = loop;
        this.load = load;
        visits = load.visits().stream()
                .map(visit -> visit.stream()
                        .map(request -> Unpooled.wrappedBuffer(request.render()))
                        .toList())
                .toList();
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(Transport.client())
                .remoteAddress(InetAddress.getLoopbackAddress(), port)
                .handler(newConnections());
    }

    private ChannelHandler newConnections() {
        return new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new VisitingConnection(OpenLoopRun.this));
            }
        };
    }

    CompletableFuture<Latencies> result() {
        return result;
    }

    void start() {
        loop.execute(() -> {
            for (int i = 0; i < load.connections(); i++) {
                bootstrap.connect().addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        result.completeExceptionally(connected.cause());
                    }
                });
            }
        });
    }

    void connected(VisitingConnection connection) {
        open.add(connection);
        if (running) {
            release(connection);
            return;
        }
        free.add(connection);
        if (free.size() == load.connections()) {
            running = true;
            due = System.nanoTime();
            end = due + load.length().toNanos();
            tick();
        }
    }

    private void tick() {
        assert loop.inEventLoop();
        for (long now = System.nanoTime(); due <= now && due < end; due += load.intervalNanos()) {
            begin(due, now);
        }
        if (due < end) {
            loop.schedule(this::tick, due - System.nanoTime(), TimeUnit.NANOSECONDS);
        } else {
            loop.schedule(this::finish, GRACE_NANOS, TimeUnit.NANOSECONDS);
            finishWhenAnswered();
        }
    }

    private void begin(long intended, long now) {
        VisitingConnection connection = free.poll();
        if (connection == null) {
            waiting.add(intended);
            return;
        }
        lateNanos.recordValue(Math.min(now - intended, LONGEST_NANOS));
        visit(connection, intended);
    }

    private void visit(VisitingConnection connection, long intended) {
        underWay++;
        connection.begin(visits.get(nextVisit), intended);
        nextVisit = (nextVisit + 1) % visits.size();
    }

    /** The whole visit was answered. */
    void answered(VisitingConnection connection, long intended, boolean succeeded) {
        underWay--;
        if (succeeded) {
            nanos.recordValue(Math.min(System.nanoTime() - intended, LONGEST_NANOS));
        } else {
            failed++;
        }
        release(connection);
        finishWhenAnswered();
    }

    private void release(VisitingConnection connection) {
        Long intended = waiting.poll();
        if (intended == null) {
            free.add(connection);
        } else {
            visit(connection, intended);
        }
    }

    /** The other side closed; {@code wasVisiting}: before the end of an answer. */
    void closed(VisitingConnection connection, boolean wasVisiting) {
        open.remove(connection);
        free.remove(connection);
        if (wasVisiting) {
            underWay--;
            failed++;
        }
        if (!result.isDone()) {
            reconnect();
            finishWhenAnswered();
        }
    }

    private void reconnect() {
        bootstrap.connect().addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess() && !result.isDone()) {
                loop.schedule(this::reconnect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void finishWhenAnswered() {
        if (running && due >= end && underWay == 0 && waiting.isEmpty()) {
            finish();
        }
    }

    private void finish() {
        if (result.complete(new Latencies(nanos, lateNanos, failed + underWay + waiting.size()))) {
            List.copyOf(open).forEach(VisitingConnection::close);
        }
    }
}
