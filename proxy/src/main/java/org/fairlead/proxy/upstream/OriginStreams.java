package org.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import org.fairlead.message.Method;
import org.fairlead.proxy.health.OriginHealth;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.telemetry.Gauge;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin or a peer in HTTP/2, as it is for those who want a stream of it; what goes over it is its
 * {@link OriginWire}'s. No request goes out before the other side's SETTINGS have come: then it speaks HTTP/2, and how many
 * streams it takes is known. Confined to its event loop.
 */
final class OriginStreams implements Opening.Owner, OriginWatch.Watched {
    private enum Phase {
        /** TCP, TLS, and SETTINGS are awaited. */
        OPENING,
        OPEN,
        /** It takes no more streams, and ends with the last. */
        LEAVING,
        CLOSED
    }

    private final SharedConnections shared;
    private final LoopUpstreams loop;
    private final OriginWire wire;
    private final OriginWatch watch;
    private final ConnectionAge age;
    private final StreamsUnderWay underWay;
    private @Nullable Opening opening;
    private Phase phase = Phase.OPENING;

    OriginStreams(Codec codec, SharedConnections shared, LoopUpstreams loop) {
        this.shared = shared;
        this.loop = loop;
        wire = new OriginWire(codec, this, loop);
        watch = new OriginWatch(loop, this, shared.origin().health().id().pool().isPeers());
        age = new ConnectionAge(loop, shared.origin().settings());
        underWay = new StreamsUnderWay(loop);
    }

    /** Begins to be made; usable within that time, or not at all. */
    void connect(int connectMillis) {
        watch.begin(connectMillis);
        opening = shared.newOpening(this);
        opening.begin(connectMillis);
    }

    @Override
    public void opened(Channel channel) {
        opening = null;
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null && !"h2".equals(tls.applicationProtocol())) {
            phase = Phase.CLOSED;
            watch.end();
            shared.speaksHttp1(this, channel);
        } else {
            loop.telemetry().add(Gauge.UPSTREAM_HTTP2, 1);
            channel.closeFuture().addListener(closed -> loop.telemetry().add(Gauge.UPSTREAM_HTTP2, -1));
            channel.pipeline().addLast(wire);
            wire.requestFlush();
        }
    }

    @Override
    public void notOpened(UpstreamFault fault) {
        opening = null;
        phase = Phase.CLOSED;
        watch.end();
        shared.notMade(this, fault);
    }

    @Override
    public void notGreeted() {
        shut();
        if (wire.isInPlace()) {
            shared.notGreeted(this, false);
        } else {
            shared.notMade(this, UpstreamFault.CONNECT_TIMED_OUT);
        }
    }

    /** The other side's SETTINGS have come, and hold. */
    void settingsCame() throws Http2Exception {
        if (phase == Phase.OPENING) {
            wire.widen(connectionWindow());
            phase = Phase.OPEN;
            watch.idle(shared.isKept());
        }
        shared.ready();
    }

    /** As much as all streams may have, so that a slow client holds up no other. */
    private int connectionWindow() {
        return (int) Math.min(Integer.MAX_VALUE, (long) shared.streams() * shared.window());
    }

    /** Whether another stream may be opened on it; not while a sign of life is awaited. */
    boolean hasRoom() {
        return phase == Phase.OPEN && !watch.isVerifying() && room() > 0;
    }

    private int room() {
        return Math.min(shared.streams(), wire.mostStreams()) - wire.openStreams() - underWay.unopened();
    }

    /** Whether it is, or may come to be, of use for more streams. */
    boolean isComing() {
        return phase == Phase.OPENING || (phase == Phase.OPEN && watch.isVerifying());
    }

    /** Whether it is being made. */
    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** How long nothing has come on it. */
    long quietNanos() {
        return watch.quietNanos();
    }

    boolean isWorn(long nanos) {
        return age.isWorn(nanos);
    }

    int load() {
        return underWay.count();
    }

    /** Asks for a sign of life, unless one is awaited; {@link SharedConnections#ready()} comes with it. */
    void verify(long withinNanos) {
        watch.verify(withinNanos);
    }

    /** A stream has waited for too long: is it the stream, or the connection? */
    void suspect() {
        if (phase != Phase.CLOSED) {
            watch.verify();
        }
    }

    @Override
    public void ping() {
        wire.ping();
    }

    /** A new stream of that listener's; there must be room. */
    OriginStream assign(AttemptListener listener, Method method) {
        OriginStream stream = new OriginStream(this, wire, loop, listener, method);
        watch.busy();
        underWay.add(stream);
        age.served();
        if (age.isWorn(0) || wire.isUsedUp()) {
            leave();
        }
        return stream;
    }

    /** Sends a request's head; null where the stream can't be opened any more, of which it will hear. */
    @Nullable
    Http2Stream open(OriginStream stream, Http2Headers headers, boolean ends) {
        underWay.opens();
        return wire.open(stream, headers, ends);
    }

    /** {@code stream} is no longer anybody's; {@code error}: how it is reset, if it is open. */
    void left(OriginStream stream, @Nullable Http2Stream open, Http2Error error) {
        if (!underWay.remove(stream)) {
            return;
        }
        if (open != null) {
            wire.forget(open, phase == Phase.CLOSED ? Http2Error.NO_ERROR : error);
        }
        if (underWay.isEmpty()) {
            lastLeft();
        }
    }

    private void lastLeft() {
        if (phase == Phase.LEAVING) {
            closeSoon();
        } else if (phase != Phase.CLOSED) {
            watch.idle(shared.isKept());
        }
    }

    /** Something came. */
    void heard() {
        watch.heard();
    }

    /** The answer to a PING. */
    void alive() {
        if (watch.isVerifying() && phase != Phase.CLOSED) {
            watch.verified();
            if (underWay.isEmpty() && phase == Phase.OPEN) {
                watch.idle(shared.isKept());
            } else {
                watch.busy();
            }
            shared.ready();
        }
    }

    /** Slow, or gone: what is under way may still be answered, nothing new is given to it; whoever waits gets another. */
    @Override
    public void pingUnanswered() {
        if (phase == Phase.OPEN && !underWay.isEmpty()) {
            takeNoMore();
            watch.waitOnceMore();
            shared.ready();
        } else {
            loop.telemetry().refused("answer-ping-unanswered");
            end(UpstreamFault.CLOSED_BEFORE_ANSWER);
        }
    }

    private void takeNoMore() {
        phase = Phase.LEAVING;
        shared.forget(this);
    }

    /** Takes no more streams; also when the origin says so, of which those it won't look at are closed (RFC 9113 §6.8). */
    void leave() {
        if (phase == Phase.OPEN) {
            takeNoMore();
            if (underWay.isEmpty()) {
                closeSoon();
            }
            shared.ready();
        } else if (phase == Phase.OPENING) {
            shut();
        }
    }

    @Override
    public void idledOut() {
        leave();
    }

    /** Closes it, if nobody uses it; or else believes in it only after a sign of life. */
    void doubt() {
        watch.doubt();
        if (underWay.isEmpty()) {
            leave();
        }
    }

    private void closeSoon() {
        phase = Phase.CLOSED;
        watch.end();
        wire.sayGoodbye();
    }

    /** What was said isn't HTTP/2. */
    void misunderstood() {
        shut();
        shared.notGreeted(this, true);
    }

    /** The channel is closed; its streams hear of it next. What fails with it mustn't be given to it again. */
    void closing() {
        if (phase == Phase.OPEN) {
            takeNoMore();
        }
    }

    /** The channel is closed, and its streams know. */
    void gone() {
        if (phase == Phase.OPENING) {
            shut();
            shared.notGreeted(this, false);
        } else {
            end(UpstreamFault.CLOSED_BEFORE_ANSWER);
        }
    }

    /** It is over: its streams fail, and it is closed. */
    void end(UpstreamFault fault) {
        shut();
        underWay.fail(fault);
        shared.ready();
    }

    /** Closes what there is of it at once; tells nobody. */
    private void shut() {
        phase = Phase.CLOSED;
        shared.forget(this);
        watch.end();
        if (opening != null) {
            opening.giveUp();
            opening = null;
        }
        wire.close();
    }

    /** Each stream hears that the origin is lost, and may leave. */
    void originLost() {
        underWay.originLost();
    }

    /** As {@link StreamsUnderWay#slowest()}. */
    @Nullable
    OriginStream slowest() {
        return underWay.slowest();
    }

    void mayBeAstray() {
        underWay.mayBeAstray();
    }

    boolean isSecure() {
        return shared.origin().address().tls().isPresent();
    }

    boolean isDrained() {
        return shared.origin().isDrained();
    }

    String name() {
        return shared.origin().name();
    }

    OriginHealth health() {
        return shared.origin().health();
    }
}
