package org.fairlead.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.fairlead.config.Configuration;
import org.fairlead.config.Upstreams;
import org.fairlead.proxy.downstream.Admission;
import org.fairlead.proxy.downstream.Listeners;
import org.fairlead.proxy.exchange.AddressTable;
import org.fairlead.proxy.exchange.CookielessPins;
import org.fairlead.proxy.exchange.ExchangeLoop;
import org.fairlead.proxy.exchange.Serving;
import org.fairlead.proxy.exchange.SnapshotReference;
import org.fairlead.proxy.health.FleetHealth;
import org.fairlead.proxy.health.OriginState;
import org.fairlead.proxy.loop.ChannelSettings;
import org.fairlead.proxy.loop.HeapWatch;
import org.fairlead.proxy.loop.MemoryBudget;
import org.fairlead.proxy.loop.Stage;
import org.fairlead.proxy.loop.Transport;
import org.fairlead.proxy.names.NameBook;
import org.fairlead.proxy.names.Names;
import org.fairlead.proxy.systemd.InheritedSockets;
import org.fairlead.proxy.telemetry.Telemetry;
import org.fairlead.proxy.tls.Clocks;
import org.fairlead.proxy.tls.TlsFiles;
import org.fairlead.routing.Capacity;

/**
 * One running proxy: its event loops, what each of them has, and its listeners. Not for an event loop; a process may have
 * several, as the demo does.
 */
public final class ProxyServer implements AutoCloseable {
    private static final Duration FIRST_CHECKS = Duration.ofSeconds(2);
    private static final long CHECK_AGAIN_NANOS = 5_000_000;

    private final MultiThreadIoEventLoopGroup healthGroup;
    private final FleetHealth health;
    private final SnapshotReference snapshot;
    private final EventLoops loops;
    private final TlsFiles tls;
    private final Names names;
    /** Held for a moment by whoever puts another snapshot in place: the control plane, or the health loop. */
    private final Object changes = new Object();
    /** Guarded by {@link #changes}. */
    private Capacity seen = Capacity.FULL;

    private final Admission admission;
    private final ListeningSockets sockets;

    private ProxyServer(
            MultiThreadIoEventLoopGroup healthGroup,
            FleetHealth health,
            SnapshotReference snapshot,
            EventLoops loops,
            Admission admission,
            ListeningSockets sockets,
            TlsFiles tls,
            Names names) {
        this.tls = tls;
        this.names = names;
        this.healthGroup = healthGroup;
        this.health = health;
        this.snapshot = snapshot;
        this.loops = loops;
        this.admission = admission;
        this.sockets = sockets;
    }

    /**
     * Starts to serve; borrows {@code telemetry}. Returns once every listener listens.
     *
     * @throws IOException where an address can't be bound, which its message names; nothing is left running then
     */
    public static ProxyServer start(Configuration configuration, Telemetry telemetry) throws IOException {
        return start(configuration, telemetry, InheritedSockets.none());
    }

    /**
     * The same with sockets that listen already, each of which must be that of a listener; the others are bound.
     *
     * @throws IOException where one of them isn't
     */
    public static ProxyServer start(Configuration configuration, Telemetry telemetry, InheritedSockets inherited)
            throws IOException {
        return start(configuration, telemetry, Transport.best(), inherited, Clocks.ofSystem());
    }

    /**
     * The same without such sockets, and with certificates that expire, and secrets that are renewed, by other clocks.
     *
     * @throws IOException where an address can't be bound
     */
    public static ProxyServer start(Configuration configuration, Telemetry telemetry, Clocks clocks)
            throws IOException {
        return start(configuration, telemetry, Transport.best(), InheritedSockets.none(), clocks);
    }

    private static ProxyServer start(
            Configuration configuration,
            Telemetry telemetry,
            Transport transport,
            InheritedSockets inherited,
            Clocks clocks)
            throws IOException {
        TlsFiles tls = TlsFiles.start(configuration, clocks);
        telemetry.show(
                "fairlead.tls.certificate.expires",
                "when the first certificate of a listener expires, in seconds since 1970",
                tls::firstExpiry);
        telemetry.show(
                "fairlead.tls.files.refused",
                "listeners and pools that run on with an old file, because the new one is broken",
                tls::refused);
        int threads = configuration.operations().threads();
        int loopCount = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        var healthGroup = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("fairlead-health"), transport.newIoHandlerFactory());
        var health = new FleetHealth(
                ChannelSettings.apply(new Bootstrap()
                        .group(healthGroup)
                        .channel(transport.socketChannel())
                        .resolver(NoopAddressResolverGroup.INSTANCE)),
                tls::client);
        var names = new Names(healthGroup.next(), transport.datagramChannel(), transport.socketChannel());
        var snapshot = new SnapshotReference(new Serving(configuration, health, lookUp(names, configuration)));
        telemetry.show(
                "fairlead.names.failing", "of origins and peers, whose last look-up brought nothing", names::failing);
        telemetry.showCount("fairlead.names.changed", "names that came to stand for something else", names::changes);
        var pins = new CookielessPins(configuration.relay().limits().pinTableEntries());
        var addresses = new AddressTable();
        var memory = new MemoryBudget(
                loopCount,
                () -> mostMemory(snapshot),
                Runtime.getRuntime().maxMemory() / 4,
                ChannelSettings::heldBytes);
        show(telemetry, pins, addresses, memory);
        var heap = HeapWatch.ofProcess(() ->
                snapshot.get().configuration().relay().deliveries().overload().heapHundredths());
        telemetry.show(
                "fairlead.heap.tightness", "0: there is room; 1 to 3: the more, the more is shed", heap::tightness);
        var shared = new ExchangeLoop.Shared(snapshot, pins, addresses, memory, heap, loopCount);
        var loops = EventLoops.start(transport, telemetry, tls, shared);
        loops.all().forEach(loop -> health.watch(loop.eventLoop(), loop.upstreams()::originChanged));
        var admission = new Admission(() -> snapshot.get().configuration().relay(), addresses, memory);
        var server = new ProxyServer(
                healthGroup,
                health,
                snapshot,
                loops,
                admission,
                new ListeningSockets(new Listeners(transport, loops.all(), admission, tls::server), loops.group()),
                tls,
                names);
        names.watch(server::renamed);
        server.renamed();
        health.watchCapacity(server::seen);
        health.use(snapshot.get().plan());
        server.awaitFirstChecks();
        loops.eachLater(ExchangeLoop::warmUp);
        telemetry.showHealth(health::figures);
        try {
            server.sockets.listen(configuration, inherited);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** So that the first requests don't find everything unknown; whatever isn't checked in time stays so for a while. */
    private void awaitFirstChecks() {
        long end = System.nanoTime() + FIRST_CHECKS.toNanos();
        while (System.nanoTime() < end
                && health.pools().stream()
                        .flatMap(pool -> pool.origins().stream())
                        .anyMatch(origin -> origin.status().state() == OriginState.UNKNOWN)) {
            LockSupport.parkNanos(CHECK_AGAIN_NANOS);
        }
    }

    private static long mostMemory(SnapshotReference snapshot) {
        int most = snapshot.get().configuration().relay().clients().memory();
        return most > 0 ? most : PlatformDependent.maxDirectMemory() / 4 * 3;
    }

    private static void show(Telemetry telemetry, CookielessPins pins, AddressTable addresses, MemoryBudget memory) {
        telemetry.show("fairlead.pin.table.entries", "pins of clients without cookies", pins::size);
        telemetry.showCount("fairlead.pin.table.evicted", "pins that went to make room for others", pins::evicted);
        telemetry.show("fairlead.client.addresses", "addresses of clients that are counted", addresses::size);
        telemetry.show("fairlead.memory.held.bytes", "held for clients and origins, as of limits.memory", memory::held);
    }

    /** Where it listens, in the order of the configuration; with the ports that the system chose. */
    public List<InetSocketAddress> addresses() {
        return sockets.addresses();
    }

    /** From now on exchanges are served by {@code next}; those under way end by what they began with. Listeners stay as they are. */
    @SuppressWarnings("ReferenceEquality") // the same object: the files weren't read again
    public void serve(Configuration next) {
        Configuration before = configuration();
        tls.turnTo(next);
        if (next.upstreams() != configuration().upstreams()) {
            // Not under the lock: names may take their time. A change by an operator never waits for them.
            lookUp(names, next);
        }
        put(next);
        tls.leaveBehind(before, next);
    }

    private static NameBook lookUp(Names names, Configuration configuration) {
        Upstreams upstreams = configuration.upstreams();
        return names.use(upstreams.names(), upstreams.hosts());
    }

    private void put(Configuration next) {
        synchronized (changes) {
            Serving then = snapshot.get().next(next, names.book()).with(seen);
            snapshot.set(then);
            health.use(then.plan());
        }
        tellLoops();
    }

    /** A name stands for something else; on the health loop. */
    private void renamed() {
        synchronized (changes) {
            if (!snapshot.get().isBy(names.book())) {
                put(configuration());
            }
        }
    }

    /** What the datacenters take has changed; on the health loop. */
    private void seen(Capacity now) {
        synchronized (changes) {
            seen = now;
            snapshot.set(snapshot.get().with(now));
        }
        tellLoops();
    }

    private void tellLoops() {
        // A loop without traffic lets go of origins that went away, too.
        loops.eachLater(ExchangeLoop::serving);
    }

    /** What is known of origins and peers. */
    public FleetHealth health() {
        return health;
    }

    /** What is served from now. */
    public Configuration configuration() {
        return snapshot.get().configuration();
    }

    /** All loops and their connections learn of it, one after the other. */
    void turnTo(Stage stage) {
        loops.eachLater(loop -> loop.turnTo(stage));
    }

    /** Nothing new is accepted; what was accepted goes on. */
    void closeListeners() {
        sockets.close();
    }

    /** Clients and peers, now. */
    int connections() {
        return admission.open();
    }

    /** Ends all connections, whatever is under way; how many exchanges were. */
    int cutOff() {
        return loops.cutOff();
    }

    /** Stops accepting, and ends what is under way at once. */
    @Override
    public void close() {
        closeListeners();
        if (!loops.isEnding()) {
            // A loop that ends tells nobody: what is under way lets go of its buffers before, and begins nothing new.
            turnTo(Stage.HURRYING);
            cutOff();
        }
        tls.closeConnections();
        health.close();
        names.close();
        EventLoops.end(healthGroup);
        loops.end();
        tls.close();
    }
}
