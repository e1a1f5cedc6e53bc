package org.fairlead.proxy.exchange;

import org.fairlead.config.ClientLimits;
import org.fairlead.config.Operations;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Decision;
import org.fairlead.routing.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is understood: its head, whose it is, the one configuration that it is served by, and what was decided.
 * Confined to an event loop; reused.
 */
final class DecidedRequest {
    private static final byte[] GRPC = Ascii.bytes("application/grpc");
    private static final int OK = 200;
    private static final int REDIRECTION = 300;

    private final ExchangeLoop loop;
    private final RequestIdentity identity = new RequestIdentity();
    private final RequestFacts facts = new RequestFacts();
    private final TraceContext trace = new TraceContext();
    private @Nullable HeldHead held;
    private boolean readable;
    private @Nullable Serving serving;
    private @Nullable Decision decision;
    private @Nullable Terms terms;
    private @Nullable ClientAddress place;

    DecidedRequest(ExchangeLoop loop) {
        this.loop = loop;
    }

    /**
     * Reads what the sender says of the client, where it may. Takes ownership of {@code head}.
     *
     * @param readable false where {@code head} couldn't be read
     */
    void begin(HeldHead head, boolean readable) {
        held = head;
        this.readable = readable;
        serving = loop.serving();
        decision = null;
        if (readable) {
            identity.read(head.head(), serving().relay().trust(), loop.ids());
        } else {
            identity.readNothing(loop.ids());
        }
        trace(readable);
        facts.next(identity.client(), loop.clock().wallMillis(), loop.draw())
                .fromPeers(identity.sender().fromPeers());
    }

    /**
     * Takes one of the places of the client's address, where a proxy that is believed brings its requests: its connections can't
     * be counted here.
     *
     * @return false where there is none left
     */
    boolean takePlace() {
        ClientLimits limits = serving().clients();
        if (!limits.isPerAddress()
                || !identity.isBelieved()
                || identity.sender().fromPeers()) {
            return true;
        }
        ClientAddress client = identity.client();
        if (limits.exempts(client) || serving().relay().trust().forwards(client)) {
            return true;
        }
        if (!loop.addresses().tryAdd(client, limits.perAddress())) {
            return false;
        }
        place = client;
        return true;
    }

    Decision decide() {
        return loop.decide(serving(), head(), facts);
    }

    /** This is what will be done. */
    void adopt(Decision made) {
        decision = made;
        if (made instanceof Decision.Forward forward) {
            terms = serving().terms(forward.service());
        }
        if (made instanceof Decision.Forward forward && forward.hop() != null && !identity.isBelieved()) {
            identity.believe(head(), serving().relay().trust(), loop.ids());
            trace.resume(head().fields(), loop.random(), tracing().sample());
        }
    }

    /** Peers are always believed, others as the configuration says. */
    private void trace(boolean mayContinue) {
        Sender sender = identity.sender();
        if (mayContinue && (sender.fromPeers() || tracing().accepts(sender.address(), identity.isBelieved()))) {
            trace.resume(head().fields(), loop.random(), tracing().sample());
        } else {
            trace.begin(loop.random(), tracing().sample());
        }
    }

    private Operations.Tracing tracing() {
        return serving().configuration().operations().tracing();
    }

    /** Leaves {@code tried} out, and decides by the same configuration. */
    Decision decideWithout(Datacenter tried) {
        facts.exclude(tried);
        return decide();
    }

    /**
     * Turns to the newest configuration. Allowed only while nothing of the request has been processed anywhere.
     *
     * @return whether it is another one
     */
    boolean turnToNewest() {
        Serving newest = loop.serving();
        boolean isNew = newest != serving;
        serving = newest;
        return isNew;
    }

    /** Gives the head back. */
    void end() {
        if (place != null) {
            loop.addresses().remove(place);
            place = null;
        }
        if (held != null) {
            loop.heads().giveBack(held);
        }
        held = null;
        serving = null;
        decision = null;
        terms = null;
    }

    /** What its service wants of its delivery; there from the first time on that it was decided to be forwarded. */
    Terms terms() {
        if (terms == null) {
            throw new IllegalStateException("it isn't to be forwarded");
        }
        return terms;
    }

    /** Whether its head could be read. */
    boolean isReadable() {
        return readable;
    }

    @Nullable
    Decision decision() {
        return decision;
    }

    Decision.Forward forward() {
        if (decision instanceof Decision.Forward forward) {
            return forward;
        }
        throw new IllegalStateException("it isn't to be forwarded");
    }

    /**
     * Whether it must never be processed twice: its method is unsafe by itself, or it is treated as a write; or it has a body,
     * which may not all be at hand.
     */
    boolean isPrecious() {
        return !head().method().isSafe()
                || forward().isWrite()
                || !held().framing().isEmpty();
    }

    /** Whether that answer would tell its client of a tunnel: to an upgrade in HTTP/2, which is a CONNECT, any success does (RFC 8441 §5). */
    boolean wouldOpenTunnel(int status) {
        boolean isSuccess = status >= OK && status < REDIRECTION;
        return isSuccess && readable && head().majorVersion() == 2 && held().upgrades();
    }

    /** Whether it is a call of gRPC. */
    boolean isCall() {
        FieldTable fields = head().fields();
        int line = fields.find(FieldName.CONTENT_TYPE, 0);
        int end = line < 0 ? 0 : fields.valueStart(line) + GRPC.length;
        return line >= 0
                && end <= fields.valueEnd(line)
                && Ascii.equalsIgnoreCase(fields.bytes(), fields.valueStart(line), end, GRPC);
    }

    HeldHead held() {
        if (held == null) {
            throw new IllegalStateException("there is no request");
        }
        return held;
    }

    Serving serving() {
        if (serving == null) {
            throw new IllegalStateException("there is no request");
        }
        return serving;
    }

    RequestHead head() {
        return held().head();
    }

    /** A request that couldn't be read is answered as if it asked for a body. */
    Method method() {
        return readable ? head().method() : Method.OTHER;
    }

    /** One that couldn't be read is answered as what we speak. */
    int minorVersion() {
        return readable ? head().minorVersion() : 1;
    }

    TraceContext trace() {
        return trace;
    }

    RequestIdentity identity() {
        return identity;
    }

    RequestFacts facts() {
        return facts;
    }
}
