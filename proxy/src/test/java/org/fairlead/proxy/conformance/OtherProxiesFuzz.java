package org.fairlead.proxy.conformance;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Configuration;
import org.fairlead.proxy.conformance.NettyReader.Message;
import org.fairlead.proxy.conformance.NettyReader.Seen;
import org.fairlead.proxy.downstream.Ring;
import org.fairlead.proxy.testkit.Fleet;

/**
 * Sends mutations to other proxies, too. A finding is a request that goes to an origin through ours, and through another doesn't, or
 * not as the same; that another takes more than ours is none. Behind each mutation stands a good request that ends the
 * connection: where it is taken for a part of something else, that shows.
 */
final class OtherProxiesFuzz implements AutoCloseable {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String END = "GET /end HTTP/1.1\r\nHost: wiki.example\r\nConnection: close\r\n\r\n";
    private static final int MOST_REQUESTS = 10;
    /** A difference that doesn't show each time is the machine's. */
    private static final int TRIES = 3;

    private final Ring ring = new Ring(everyHost());
    private final Mutations mutations = Mutations.ofRequests();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EchoingOrigin origin = new EchoingOrigin(loops);
    private final RawExchanges exchanges = new RawExchanges(loops);
    private final Map<OtherProxy.Kind, OtherProxy> others = new EnumMap<>(OtherProxy.Kind.class);
    private final Map<OtherProxy.Kind, Integer> passedMore = new EnumMap<>(OtherProxy.Kind.class);
    private final Map<AllowedOfOthers, Integer> allowed = new TreeMap<>();
    private int forwarded;

    /** The others don't ask for whom a request is. */
    private static Configuration everyHost() {
        try (Fleet fleet = Fleet.alone(1).hosts("*").start()) {
            return fleet.configuration("eqiad");
        }
    }

    int originPort() {
        return origin.port();
    }

    /** Takes ownership of {@code other}. */
    void compareWith(OtherProxy.Kind kind, OtherProxy other) {
        others.put(kind, other);
    }

    /** Compares so many seeds at once. */
    List<String> run(long first, int count) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = first; seed < first + count; seed++) {
            String bytes = mutations.make(seed) + END;
            trials.add(new Trial(seed, bytes, ours(bytes)));
        }
        Map<OtherProxy.Kind, List<CompletableFuture<String>>> answers = new EnumMap<>(OtherProxy.Kind.class);
        others.forEach((kind, other) -> answers.put(
                kind,
                trials.stream()
                        .map(trial -> exchanges.send(other.address(), trial.bytes()))
                        .toList()));
        List<String> findings = new ArrayList<>();
        others.forEach((kind, other) -> {
            for (int i = 0; i < trials.size(); i++) {
                List<Message> theirs =
                        seen(Objects.requireNonNull(answers.get(kind)).get(i));
                compare(kind, other.address(), trials.get(i), theirs).ifPresent(findings::add);
            }
        });
        return findings;
    }

    private record Trial(long seed, String bytes, List<Message> ours) {}

    private static List<Message> seen(CompletableFuture<String> answers) {
        return EchoingOrigin.seen(answers.exceptionally(late -> "").join());
    }

    private Optional<String> compare(
            OtherProxy.Kind kind, InetSocketAddress address, Trial trial, List<Message> theirs) {
        int at = difference(trial.ours(), theirs);
        for (int i = 1; i < TRIES && at >= 0; i++) {
            theirs = seen(exchanges.send(address, trial.bytes()));
            at = difference(trial.ours(), theirs);
        }
        if (at < 0) {
            passedMore.merge(kind, theirs.size() > trial.ours().size() ? 1 : 0, Integer::sum);
            return Optional.empty();
        }
        Optional<AllowedOfOthers> reason = AllowedOfOthers.of(kind, trial.ours().subList(0, at + 1), trial.bytes());
        if (reason.isPresent()) {
            allowed.merge(reason.get(), 1, Integer::sum);
            return Optional.empty();
        }
        return Optional.of("seed " + trial.seed() + ": request " + at + " of " + trial.ours() + " is not among "
                + theirs + " of " + kind + "\n" + Notation.encode(trial.bytes()));
    }

    /**
     * Which of the requests that we forward isn't among theirs, in their order; -1: none. Those between may be answered here: a host
     * that nobody serves, a loop.
     */
    private static int difference(List<Message> ours, List<Message> theirs) {
        int at = 0;
        for (int i = 0; i < ours.size(); i++, at++) {
            while (at < theirs.size() && !isSame(ours.get(i), theirs.get(at))) {
                at++;
            }
            if (at == theirs.size()) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(Message ours, Message theirs) {
        return ours.content().equals(theirs.content()) && Allowed.sameTarget(ours.start(), theirs.start());
    }

    /** The requests that our proxy sends to an origin, each whole. */
    private List<Message> ours(String bytes) {
        List<Message> sent = new ArrayList<>();
        ring.begin();
        ring.clientSends(bytes.getBytes(StandardCharsets.ISO_8859_1));
        while (sent.size() < MOST_REQUESTS) {
            ring.client().take();
            String next = ring.takeFromOrigins();
            Seen seen = NettyReader.requests(next);
            if (seen.messages().isEmpty()) {
                break;
            }
            sent.addAll(seen.messages());
            if (ring.origin().state().equals("open")) {
                ring.originSends(OK.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        ring.client().take();
        forwarded += sent.size();
        return sent;
    }

    /** Requests that went through our proxy. */
    int forwarded() {
        return forwarded;
    }

    /** In one line. */
    String summary() {
        return forwarded + " requests forwarded; more than ours passed, of so many messages: " + passedMore
                + "; differences that are right: " + allowed;
    }

    @Override
    public void close() {
        others.values().forEach(OtherProxy::close);
        origin.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        ring.close();
    }
}
