package org.fairlead.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fairlead.config.BindAddress;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.config.Operations.AccessLog;
import org.fairlead.proxy.exchange.AddressTable;
import org.fairlead.proxy.exchange.CookielessPins;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Sender;
import org.fairlead.proxy.exchange.Serving;
import org.fairlead.proxy.exchange.SnapshotReference;
import org.fairlead.proxy.health.FleetHealth;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.Deadlines;
import org.fairlead.proxy.loop.HeapWatch;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.proxy.loop.MemoryBudget;
import org.fairlead.proxy.names.NameBook;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.proxy.upstream.LoopUpstreams;

/**
 * One event loop of a whole proxy, from the client's connection to the origin's, without sockets, threads or a clock of its own:
 * the pipeline ring. One client at a time.
 */
public final class Ring implements AutoCloseable {
    /** What the answers' Date says. */
    public static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MOST_TURNS = 100_000;

    private final EmbeddedChannel root = new EmbeddedChannel();
    private final Telemetry telemetry = Telemetry.start(new AccessLog(new AccessLog.Target.Off(), Set.of()));
    private final LoopClock clock = new LoopClock(Clock.fixed(NOW, ZoneOffset.UTC), this::nanos);
    private final Deadlines deadlines = new Deadlines(0);
    private final List<RingChannel> origins = new ArrayList<>();
    private final FleetHealth health = new FleetHealth(new Bootstrap().group(root.eventLoop()), any -> null);
    private final SnapshotReference snapshot;
    private final Admission admission;
    private final ExchangeLoop loop;
    private final ListenerSettings listener = new ListenerSettings(
            new Listener(new BindAddress("127.0.0.1", 0), Listener.Purpose.CLIENTS, Optional.empty()), null);
    private RingChannel client = new RingChannel();
    private RingChannel origin = client;
    private long nanos;

    public Ring(Configuration configuration) {
        snapshot = new SnapshotReference(new Serving(configuration, health, NameBook.EMPTY));
        var surroundings = new LoopUpstreams.Surroundings(
                root.eventLoop(),
                this::newOrigin,
                clock,
                deadlines,
                ChannelSettings.newLoopAllocator(),
                telemetry.forLoop(),
                any -> null);
        var addresses = new AddressTable();
        var memory = new MemoryBudget(1, () -> Long.MAX_VALUE, Long.MAX_VALUE, () -> 0);
        var shared = new ExchangeLoop.Shared(
                snapshot, new CookielessPins(100), addresses, memory, new HeapWatch(() -> 0, () -> 9_000), 1);
        loop = new ExchangeLoop(surroundings, shared);
        admission = new Admission(() -> snapshot.get().configuration().relay(), addresses, memory);
    }

    private long nanos() {
        return nanos;
    }

    private RingChannel newOrigin() {
        RingChannel made = new RingChannel();
        origins.add(made);
        return made;
    }

    /** A new client, and origins that nobody is connected with. */
    public void begin() {
        end();
        client = new RingChannel();
        origin = client;
        root.eventLoop().register(client);
        Sender sender = Sender.of(address(), false, false);
        assertThat(admission.tryOpen()).isNull();
        Admission.Place place = Objects.requireNonNull(admission.place(sender));
        client.pipeline().addLast(new ClientConnection(loop, listener, place, client, sender));
        pump();
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByName("192.0.2.1");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes on to serve by that. */
    public void serve(Configuration next) {
        snapshot.set(snapshot.get().next(next, NameBook.EMPTY));
        loop.serving();
        pump();
    }

    public RingChannel client() {
        return client;
    }

    /** How many connections to origins were made. */
    public int connections() {
        return origins.size();
    }

    /** The connection on which an origin got something last. */
    public RingChannel origin() {
        find();
        if (origin.equals(client)) {
            throw new AssertionError("no origin has got anything");
        }
        return origin;
    }

    private void find() {
        for (RingChannel each : origins) {
            if (each.hasReceived()) {
                origin = each;
            }
        }
    }

    /** All that origins got since they were last asked, in the order in which connections were made. */
    public String takeFromOrigins() {
        find();
        StringBuilder all = new StringBuilder();
        origins.forEach(each -> all.append(each.take()));
        return all.toString();
    }

    public void clientSends(byte[] bytes) {
        client.send(bytes);
        pump();
    }

    public void originSends(byte[] bytes) {
        origin().send(bytes);
        pump();
    }

    public void clientEnds() {
        client.end();
        pump();
    }

    public void originEnds() {
        origin().end();
        pump();
    }

    /** Lets time pass. */
    public void advance(long millis) {
        for (long passed = 0; passed < millis; passed += Deadlines.TICK_NANOS / NANOS_PER_MILLI) {
            nanos += Deadlines.TICK_NANOS;
            clock.tick();
            deadlines.advance(nanos);
            pump();
        }
    }

    private void pump() {
        boolean more = true;
        for (int turns = 0; more; turns++) {
            if (turns == MOST_TURNS) {
                throw new AssertionError("it never comes to rest");
            }
            root.runPendingTasks();
            more = client.pump(true);
            for (int i = 0; i < origins.size(); i++) {
                more |= origins.get(i).pump(false);
            }
        }
        root.runPendingTasks();
        client.checkException();
        origins.forEach(EmbeddedChannel::checkException);
    }

    private void end() {
        if (client.isRegistered()) {
            client.close();
            client.take();
        }
        root.runPendingTasks();
        loop.upstreams().closeIdle();
        for (RingChannel each : origins) {
            each.close();
            each.take();
        }
        root.runPendingTasks();
        origins.clear();
    }

    @Override
    public void close() {
        end();
        health.close();
        telemetry.close();
    }
}
