package org.fairlead.proxy.names;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.fairlead.config.NameSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks names up, and again when an answer has held for as long as it may. A name that is no longer known stays where it was.
 * Its state is confined to one event loop, on which nothing waits; what has been heard is for any thread.
 */
public final class Names implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);
    /** Addresses of one name; more of them aren't taken. */
    private static final int MOST_ADDRESSES = 64;

    private static final long GRACE_MILLIS = 500;

    private final EventLoop loop;
    private final Class<? extends DatagramChannel> datagrams;
    private final Class<? extends SocketChannel> sockets;
    private final Map<String, Name> followed = new HashMap<>();
    private final Path systemFile;
    private final LongAdder changes = new LongAdder();
    private @Nullable Resolver resolver;
    private volatile NameBook book = NameBook.EMPTY;
    private volatile int failing;
    private volatile Runnable watcher = () -> {};

    /**
     * @param loop on which it asks
     * @param datagrams of that loop's transport, as are {@code sockets}
     */
    public Names(EventLoop loop, Class<? extends DatagramChannel> datagrams, Class<? extends SocketChannel> sockets) {
        this(loop, datagrams, sockets, Path.of("/etc/resolv.conf"));
    }

    /** @param systemFile which servers there are, and what they are asked for */
    Names(
            EventLoop loop,
            Class<? extends DatagramChannel> datagrams,
            Class<? extends SocketChannel> sockets,
            Path systemFile) {
        this.systemFile = systemFile;
        this.loop = loop;
        this.datagrams = datagrams;
        this.sockets = sockets;
    }

    /**
     * From now on these names are looked up, at once and again and again. Waits until all have been looked up, or as long as one
     * look-up may take: not for an event loop. What the system says of its resolver is read anew.
     */
    public NameBook use(NameSettings settings, Set<String> hosts) {
        Set<String> names =
                hosts.stream().filter(host -> !NameBook.isLiteral(host)).collect(Collectors.toUnmodifiableSet());
        Resolver next = new Resolver(
                settings, names.isEmpty() ? null : Resolver.build(loop, datagrams, sockets, settings, systemFile));
        CompletableFuture<Void> lookedUp = new CompletableFuture<>();
        onLoop(() -> follow(next, names, lookedUp), next);
        if (!names.isEmpty()) {
            await(lookedUp, settings.timeout().toMillis() + GRACE_MILLIS);
        }
        return book;
    }

    private static void await(CompletableFuture<Void> lookedUp, long millis) {
        try {
            lookedUp.get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("names: not all were looked up in time", e);
        }
    }

    private void onLoop(Runnable task, Resolver unused) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The proxy stops.
            LOG.debug("names were asked for after the end", e);
            unused.close();
        }
    }

    private void follow(Resolver next, Set<String> names, CompletableFuture<Void> lookedUp) {
        Resolver before = resolver;
        resolver = next;
        if (before != null) {
            before.close();
        }
        followed.entrySet().removeIf(entry -> {
            boolean stays = names.contains(entry.getKey());
            if (!stays) {
                entry.getValue().stop();
            }
            return !stays;
        });
        book = book.only(names);
        Round round = new Round(names.size(), lookedUp);
        names.forEach(host -> followed.computeIfAbsent(host, Name::new).lookUp(next, round));
        count();
    }

    /** What has been heard so far. */
    public NameBook book() {
        return book;
    }

    /** From now on {@code changed} is run, on the loop, where a name stands for something else than before. */
    public void watch(Runnable changed) {
        watcher = changed;
    }

    /** Names of which the last look-up brought nothing. */
    public int failing() {
        return failing;
    }

    /** How often a name came to stand for something else. */
    public long changes() {
        return changes.sum();
    }

    private void count() {
        failing =
                (int) followed.values().stream().filter(name -> name.isFailing).count();
    }

    @Override
    public void close() {
        Resolver none = new Resolver(NameSettings.USUAL, null);
        onLoop(() -> follow(none, Set.of(), new CompletableFuture<>()), none);
    }

    /** Look-ups that were begun together. Confined to the loop. */
    private static final class Round {
        private final CompletableFuture<Void> whole;
        private int left;

        Round(int count, CompletableFuture<Void> whole) {
            this.whole = whole;
            left = count;
        }

        void ended() {
            left--;
            if (left <= 0) {
                whole.complete(null);
            }
        }
    }

    /** One name that is followed. Confined to the loop. */
    private final class Name {
        private final String host;
        private @Nullable ScheduledFuture<?> next;
        /** The look-up under way; an older one's answer doesn't count. */
        private @Nullable Object current;

        private boolean isFailing;

        Name(String host) {
            this.host = host;
        }

        void stop() {
            current = null;
            if (next != null) {
                next.cancel(false);
                next = null;
            }
        }

        void lookUp(Resolver by, Round round) {
            stop();
            Object mine = new Object();
            current = mine;
            Future<List<InetAddress>> asked = by.resolveAll(host);
            // Whatever the resolver does, there is an end to it.
            ScheduledFuture<?> limit = loop.schedule(
                    () -> ended(mine, by, null, "no answer in time", round),
                    by.settings().timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
            asked.addListener(done -> {
                limit.cancel(false);
                ended(mine, by, asked.isSuccess() ? asked.getNow() : null, words(asked.cause()), round);
            });
        }

        private void ended(Object look, Resolver by, @Nullable List<InetAddress> found, String trouble, Round round) {
            if (look != current) {
                return;
            }
            current = null;
            long nanos = by.settings().shortest().toNanos();
            if (found == null || found.isEmpty()) {
                failed(trouble);
            } else {
                List<InetAddress> usable = usable(found);
                nanos = Math.min(
                        Math.max(nanos, TimeUnit.SECONDS.toNanos(by.ttlSeconds(usable))),
                        by.settings().longest().toNanos());
                heard(usable);
            }
            long jittered = nanos - (long) (nanos * ThreadLocalRandom.current().nextDouble() / 10);
            next = loop.schedule(
                    () -> lookUp(by, new Round(1, new CompletableFuture<>())), jittered, TimeUnit.NANOSECONDS);
            count();
            round.ended();
        }

        /** IPv6 only where there is no IPv4: one machine isn't two origins. */
        private List<InetAddress> usable(List<InetAddress> found) {
            boolean hasIpv4 = found.stream().anyMatch(Inet4Address.class::isInstance);
            return found.stream()
                    .filter(address -> !hasIpv4 || address instanceof Inet4Address)
                    .limit(MOST_ADDRESSES)
                    .toList();
        }

        private void heard(List<InetAddress> found) {
            List<InetAddress> before = book.of(host);
            NameBook next = book.with(host, found);
            List<InetAddress> now = next.of(host);
            if (!now.equals(before)) {
                book = next;
                changes.increment();
                LOG.info("names: {}: {}{}", host, words(now), before.isEmpty() ? "" : ", was " + words(before));
                watcher.run();
            } else if (isFailing) {
                LOG.info("names: {}: known again: {}", host, words(now));
            }
            isFailing = false;
        }

        private void failed(String trouble) {
            List<InetAddress> known = book.of(host);
            if (!isFailing) {
                LOG.warn("names: {}: {}{}", host, trouble, known.isEmpty() ? "" : "; stays " + words(known));
            }
            isFailing = true;
        }

        private String words(List<InetAddress> addresses) {
            return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        }

        private String words(@Nullable Throwable trouble) {
            return trouble == null ? "nobody knows it" : String.valueOf(trouble.getMessage());
        }
    }
}
