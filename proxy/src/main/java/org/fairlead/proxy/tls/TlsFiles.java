package org.fairlead.proxy.tls;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.fairlead.config.Configuration;
import org.fairlead.config.Listener;
import org.fairlead.config.ListenerTls;
import org.fairlead.config.Origin;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.UpstreamTls;
import org.fairlead.config.pem.UnfitFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the process has of certificates and keys, kept up to date with the files: looks at them on a thread of its own,
 * reads anew what has changed, and keeps of the old what is broken in the new. Reads files: event loops call {@link #client} alone.
 */
public final class TlsFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

    private final Supplier<TlsProvider> best;
    private final Duration pause;
    private final Clocks clocks;
    private final List<Listener> listeners;
    private final List<Optional<WatchedServer>> servers = new ArrayList<>();
    private final Map<UpstreamTls, WatchedClient> clients = new ConcurrentHashMap<>();
    private final LeavingSettings leaving;
    private final ReplacedContexts replaced;
    private final TicketSecrets secrets;
    private boolean isWatching;
    /** When it was looked last what has expired. */
    private Instant looked;

    private final ChannelGroup open = new DefaultChannelGroup("tls", GlobalEventExecutor.INSTANCE);
    /** There once something is read: to find the provider takes its time at a start, and few proxies without TLS would use it. */
    private @Nullable Makers makers;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tls-files");
        thread.setDaemon(true);
        return thread;
    });

    private record Makers(TlsProvider provider, ServerTlsMaker ofServers, ClientTlsMaker ofClients) {
        Makers(TlsProvider provider) {
            this(provider, new ServerTlsMaker(provider), new ClientTlsMaker(provider));
        }
    }

    private TlsFiles(Supplier<TlsProvider> best, Duration pause, Clocks clocks, List<Listener> listeners) {
        this.listeners = listeners;
        this.best = best;
        this.pause = pause;
        this.clocks = clocks;
        looked = clocks.wall().instant();
        leaving = new LeavingSettings(clocks.nanos());
        replaced = new ReplacedContexts(clocks.nanos());
        secrets = new TicketSecrets(clocks.nanos());
    }

    /**
     * Reads what {@code configuration} names, and keeps it up to date until it is closed.
     *
     * @throws IOException where a file is broken; the message names it
     */
    public static TlsFiles start(Configuration configuration, Clocks clocks) throws IOException {
        return start(configuration, TlsProvider::best, PAUSE, clocks);
    }

    static TlsFiles start(Configuration configuration, Supplier<TlsProvider> best, Duration pause, Clocks clocks)
            throws IOException {
        TlsFiles files = new TlsFiles(best, pause, clocks, configuration.listeners());
        try {
            for (Listener listener : configuration.listeners()) {
                files.servers.add(
                        listener.tls().isEmpty()
                                ? Optional.empty()
                                : Optional.of(files.newServer(listener.tls().get(), protocols(listener))));
            }
            for (UpstreamTls settings : settings(configuration)) {
                files.clients.put(settings, files.newClient(settings));
            }
        } catch (UnfitFileException | SSLException e) {
            files.close();
            throw new IOException("tls: " + e.getMessage(), e);
        }
        if (files.isUsed()) {
            files.tellProvider();
        }
        files.watchIfUsed();
        return files;
    }

    /** Most proxies have nothing to watch, and a thread that wakes up for nothing isn't free. */
    private synchronized void watchIfUsed() {
        if (!isWatching && isUsed() && !timer.isShutdown()) {
            isWatching = true;
            timer.scheduleWithFixedDelay(this::turn, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized Makers makers() {
        if (makers == null) {
            makers = new Makers(best.get());
        }
        return makers;
    }

    private static List<String> protocols(Listener listener) {
        return listener.http2() ? List.of(ServerTls.HTTP_2, ServerTls.HTTP_1_1) : List.of(ServerTls.HTTP_1_1);
    }

    private WatchedServer newServer(ListenerTls settings, List<String> protocols)
            throws UnfitFileException, SSLException {
        WatchedFiles files = new WatchedFiles(NamedFiles.of(settings));
        ServerTls.State state = files.read(newReader(), contents -> made(settings, contents, protocols));
        return new WatchedServer(settings, protocols, files, new ServerTls(state, open));
    }

    private WatchedClient newClient(UpstreamTls settings) throws UnfitFileException, SSLException {
        WatchedFiles files = new WatchedFiles(NamedFiles.of(settings));
        SslContext context =
                files.read(newReader(), contents -> makers().ofClients().make(settings, contents));
        return new WatchedClient(settings, files, new ClientTls(settings, context, open));
    }

    private ContentsReader newReader() {
        return new ContentsReader(makers().provider(), clocks.wall().instant());
    }

    private ServerTls.State made(ListenerTls settings, FileContents contents, List<String> protocols)
            throws SSLException {
        return makers().ofServers().make(settings, contents, protocols, secrets.all());
    }

    private static Set<UpstreamTls> settings(Configuration configuration) {
        Set<UpstreamTls> settings = new HashSet<>();
        configuration.upstreams().sites().values().stream()
                .flatMap(site -> Stream.concat(Stream.of(site.peers()), site.pools().values().stream()))
                .forEach(pool -> pool.origins().stream()
                        .map(Origin::tls)
                        .flatMap(Optional::stream)
                        .forEach(tls -> addTo(settings, tls, pool.settings())));
        return settings;
    }

    /** Where a pool may be spoken to in two protocols, some connections offer both, and some neither. */
    private static void addTo(Set<UpstreamTls> settings, UpstreamTls tls, PoolSettings pool) {
        settings.add(tls);
        settings.add(tls.offering(pool.connections().spoken().protocol().offered()));
    }

    private boolean isUsed() {
        return !clients.isEmpty() || servers.stream().anyMatch(Optional::isPresent);
    }

    private void tellProvider() {
        switch (makers().provider()) {
            case BORINGSSL -> LOG.info("TLS by {}", OpenSsl.versionString());
            case JDK ->
                LOG.warn(
                        "TLS by Java, which costs more: BoringSSL isn't available here ({}); ticket keys and OCSP responses in"
                                + " files aren't used",
                        String.valueOf(OpenSsl.unavailabilityCause()));
        }
    }

    /** That of {@code listener}, which is one of those that it was started with; null: it speaks plain HTTP. */
    @SuppressWarnings("ReferenceEquality") // two may say the same, as with ports that the system chooses
    public synchronized @Nullable ServerTls server(Listener listener) {
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i) == listener) {
                return servers.get(i).map(WatchedServer::live).orElse(null);
            }
        }
        throw new IllegalArgumentException("not one of the listeners of the start");
    }

    /** For connections by those settings; null where their files were broken when they were read first. For any thread. */
    public @Nullable ClientTls client(UpstreamTls settings) {
        WatchedClient known = clients.get(settings);
        return known == null ? null : known.live();
    }

    /**
     * Turns to what {@code next} says; what can't be read stays as it was, which the log tells, and what it lacks stays, too. To be
     * called before it is served.
     */
    public synchronized void turnTo(Configuration next) {
        for (int i = 0; i < servers.size(); i++) {
            WatchedServer server = servers.get(i).orElse(null);
            var wanted = next.listeners().get(i).tls();
            if (server != null && wanted.isPresent() && !wanted.get().equals(server.settings())) {
                reread(server.as(wanted.get()));
            }
        }
        Set<UpstreamTls> needed = settings(next);
        leaving.remove(needed);
        for (UpstreamTls settings : needed) {
            if (!clients.containsKey(settings)) {
                try {
                    clients.put(settings, newClient(settings));
                } catch (UnfitFileException | SSLException e) {
                    LOG.error("no TLS to some origins or peers: {}", e.getMessage());
                }
            }
        }
        watchIfUsed();
    }

    /**
     * Begins to forget what {@code now} lacks; requests that were decided by {@code before} may still connect by it for a while. To be
     * called once {@code now} is served.
     */
    public synchronized void leaveBehind(Configuration before, Configuration now) {
        Set<UpstreamTls> unneeded = new HashSet<>(clients.keySet());
        unneeded.removeAll(settings(now));
        leaving.add(unneeded, before, now);
        leaving.letGo(this::forget);
    }

    private void forget(UpstreamTls settings) {
        WatchedClient gone = clients.remove(settings);
        if (gone != null) {
            replaced.add(List.of(gone.live().context()));
        }
    }

    private synchronized void turn() {
        try {
            boolean rotates = secrets.rotate();
            for (Optional<WatchedServer> server : servers) {
                server.ifPresent(known -> {
                    if (known.files().haveChanged()
                            || (rotates && known.settings().ticketKeys().isEmpty())) {
                        reread(known);
                    }
                });
            }
            watched().filter(client -> client.files().haveChanged()).forEach(this::reread);
            warnOfExpired();
            leaving.letGo(this::forget);
            replaced.release();
        } catch (RuntimeException e) {
            // It would end the watching.
            LOG.error("a bug in the watching of certificates", e);
        }
    }

    /** Files that only older configurations name may be gone. */
    private Stream<WatchedClient> watched() {
        return clients.values().stream().filter(client -> !leaving.has(client.settings()));
    }

    private void reread(WatchedServer server) {
        reread(server.files(), () -> {
            ServerTls.State next =
                    server.files().read(newReader(), contents -> made(server.settings(), contents, server.protocols()));
            replaced.add(contexts(server));
            server.live().become(next);
        });
    }

    private void reread(WatchedClient client) {
        reread(client.files(), () -> {
            SslContext next = client.files()
                    .read(newReader(), contents -> makers().ofClients().make(client.settings(), contents));
            replaced.add(List.of(client.live().context()));
            client.live().become(next);
        });
    }

    /** Reads files, and turns to what they hold. */
    private interface Turning {
        void turn() throws UnfitFileException, SSLException;
    }

    private static void reread(WatchedFiles files, Turning turning) {
        try {
            turning.turn();
            LOG.info("certificates read{}: {}", files.problems().isEmpty() ? "" : ", but for what is refused", files);
        } catch (UnfitFileException | SSLException e) {
            files.refuse(String.valueOf(e.getMessage()));
        }
        files.problems().forEach(problem -> LOG.warn("certificates refused, the old ones stay: {}", problem));
    }

    private static List<SslContext> contexts(WatchedServer server) {
        return server.live().state().certificates().all().stream()
                .map(ServerCertificate::context)
                .toList();
    }

    /** Once for each. */
    private void warnOfExpired() {
        Instant now = clocks.wall().instant();
        allWatched()
                .flatMap(files -> files.expired(looked, now))
                .distinct()
                .forEach(expired -> LOG.warn("a certificate is in use that has expired: {}", expired));
        looked = now;
    }

    private Stream<WatchedFiles> allWatched() {
        return Stream.concat(
                servers.stream().flatMap(Optional::stream).map(WatchedServer::files),
                watched().map(WatchedClient::files));
    }

    /** In seconds since 1970, when the first certificate that is shown to clients expires; 0: there is none. */
    public synchronized long firstExpiry() {
        return servers.stream()
                .flatMap(Optional::stream)
                .mapToLong(WatchedServer::firstExpiry)
                .min()
                .orElse(0);
    }

    /** How many listeners and settings for upstreams run on with an old file, because the new one is broken. */
    public synchronized long refused() {
        return allWatched().filter(files -> !files.problems().isEmpty()).count();
    }

    /** Ends all connections that have TLS, with a word to the other side; waits for that, within bounds. */
    public void closeConnections() {
        open.close().awaitUninterruptibly(LONGEST_GOODBYE.toMillis());
    }

    /** To be called when no event loop runs any more. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
        servers.stream()
                .flatMap(Optional::stream)
                .forEach(server -> contexts(server).forEach(ReferenceCountUtil::release));
        servers.clear();
        clients.values()
                .forEach(client -> ReferenceCountUtil.release(client.live().context()));
        clients.clear();
        replaced.releaseAll();
    }
}
