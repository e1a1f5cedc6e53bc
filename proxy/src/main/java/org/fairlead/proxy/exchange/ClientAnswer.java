package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.ChunkWriter;
import org.fairlead.proxy.http1.HopByHop;
import org.fairlead.proxy.telemetry.ExchangeRecord;
import org.fairlead.routing.Decision;
import org.fairlead.trust.Hop;

/**
 * The answer as the client gets it: an origin's, rewritten, or one of our own. Knows what the client understands. Confined to an
 * event loop; reused.
 */
final class ClientAnswer {
    private static final int ROOM_FOR_INTERIM = 512;
    private static final int CONTINUE = 100;
    private static final byte[] LET_CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static final int ROOM_FOR_TRAILERS = 1024;

    private final ExchangeLoop loop;
    private final ClientSide client;
    private final DecidedRequest request;
    private final ExchangeRecord record;
    private final OutgoingResponse out;
    private final HopByHop hopByHop = new HopByHop();
    private final FieldTable passedTrailers = new FieldTable();
    private final Additions additions = new Additions();
    private boolean mayHaveTrailers;
    private boolean begun;
    /** Whether the client was told that its body may come. */
    private boolean continued;

    ClientAnswer(ExchangeLoop loop, ClientSide client, DecidedRequest request, ExchangeRecord record) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.record = record;
        out = new OutgoingResponse(client);
    }

    /** Forgets the answer before. */
    void clear() {
        additions.clear();
        SecureClient tls = request.identity().sender().tls();
        additions.hstsLine = tls == null ? null : tls.hstsLine();
        mayHaveTrailers = false;
        begun = false;
        continued = false;
    }

    /** Binds the client to the primary for that long, and tells it so if the answer's head hasn't gone. */
    void pin(Duration length) {
        additions.pinCookie =
                loop.pinning().pin(request.serving(), request.forward(), request.head(), request.facts(), length);
    }

    /** Passes a 1xx on, to those who understand it (RFC 9110 §15.2). */
    void interim(ResponseHead head) {
        boolean isPermit = head.status() == CONTINUE && request.held().expectsContinue();
        boolean isKnown = isPermit && continued;
        continued |= isPermit;
        if (request.minorVersion() > 0 && !isKnown) {
            hopByHop.read(head.fields());
            ByteBuf bytes = client.allocator().directBuffer(ROOM_FOR_INTERIM);
            loop.responseRewriter().renderInterim(request.serving(), head, hopByHop, bytes);
            client.write(bytes);
            client.flush();
        }
    }

    /** Lets the body come that the client has asked about; what the origin says of it later isn't passed on. */
    void letContinue() {
        continued = true;
        client.write(client.allocator().directBuffer(LET_CONTINUE.length).writeBytes(LET_CONTINUE));
        client.flush();
    }

    boolean hasContinued() {
        return continued;
    }

    /** Passes a 101 on. */
    void upgrade(ResponseHead head) {
        hopByHop.read(head.fields());
        begun = true;
        loop.responseRewriter().renderUpgrade(request.serving(), head, hopByHop, out.begin(-1));
        out.flush();
    }

    /**
     * Starts to pass an origin's answer on.
     *
     * @param mayStay whether the client may send another request, as far as this one goes
     * @return how the body is wanted
     */
    BodyReader.Mode begin(ResponseHead head, BodyFraming framing, boolean mayStay) {
        int minorVersion = request.minorVersion();
        boolean unknownLength =
                framing.kind() == BodyFraming.Kind.CHUNKED || framing.kind() == BodyFraming.Kind.UNTIL_CLOSE;
        // A 1.0 client knows no chunks: for it the connection's end is the body's (RFC 9112 §6.3).
        boolean untilClose = unknownLength && minorVersion == 0;
        hopByHop.read(head.fields());
        introduce();
        additions.facesClient = request.forward().facesClient();
        additions.framing = unknownLength ? untilClose ? BodyFraming.UNTIL_CLOSE : BodyFraming.CHUNKED : framing;
        additions.keepAlive = mayStay && !untilClose;
        mayHaveTrailers = framing.kind() == BodyFraming.Kind.CHUNKED && !untilClose;
        begun = true;
        loop.responseRewriter().render(request.serving(), head, hopByHop, additions, out.begin(framing.length()));
        if (framing.kind() == BodyFraming.Kind.UNTIL_CLOSE && !untilClose) {
            out.frameChunks();
        }
        return mayHaveTrailers ? BodyReader.Mode.RAW : BodyReader.Mode.DATA;
    }

    /** What every answer says, whoever gives it. */
    private void introduce() {
        additions.clientMinorVersion = request.minorVersion();
        Decision decision = request.decision();
        if (decision != null
                && !(decision instanceof Decision.Forward forward && !forward.facesClient())
                && request.serving()
                        .configuration()
                        .operations()
                        .debug()
                        .allows(request.identity().client())) {
            additions.decisionName = request.serving().lines().decisionName();
            additions.decision = DecisionField.render(decision, record.spoken());
        }
    }

    /** Takes {@code length} bytes of the body from {@code in}, which it borrows. */
    void add(ByteBuf in, int length) {
        out.add(in, length);
    }

    /** Passes on what may pass of the trailers, and the last chunk. */
    void trailers(FieldTable trailers) {
        if (!mayHaveTrailers) {
            return;
        }
        FieldTable passed = request.forward().facesClient()
                ? request.serving().contractFields().without(trailers, passedTrailers)
                : trailers;
        ChunkWriter.lastChunk(out.roomFor(ROOM_FOR_TRAILERS), passed, hopByHop);
    }

    /** The body is whole. */
    ClientSide.Ending end() {
        out.end();
        out.flush();
        return additions.keepAlive ? ClientSide.Ending.NEXT : ClientSide.Ending.CLOSE;
    }

    void flush() {
        out.flush();
    }

    /** Whether the client has, or will have, a byte of a final answer. */
    boolean isCommitted() {
        return begun && out.isCommitted();
    }

    /** Takes back what was begun and isn't committed. */
    void discard() {
        out.discard();
        begun = false;
    }

    /** Answers with a problem; to a peer, with a signed word that nothing was done where {@code refused} is its hop. */
    ClientSide.Ending problem(Problem problem, boolean mayStay) {
        startLocal(mayStay);
        String id = new String(request.identity().id(), 0, request.identity().idLength(), StandardCharsets.US_ASCII);
        boolean html = request.isReadable() && Preference.isHtml(request.head().fields());
        ProblemPage page = html ? ProblemPage.html(problem, id) : ProblemPage.json(problem, id);
        loop.localAnswers().problem(problem, page, request.method(), additions, out.begin(page.body().length));
        return end();
    }

    /** Adds the signed word to a peer that nothing of its request was executed. */
    void signRefusal(Hop hop, int status, String reason) {
        request.serving().snapshot().keys().ifPresent(keys -> additions.hopAnswer = hop.refusal(keys, status, reason));
    }

    ClientSide.Ending respond(Decision.Respond respond, boolean mayStay) {
        startLocal(mayStay);
        loop.localAnswers()
                .respond(
                        respond.response(),
                        request.method(),
                        additions,
                        out.begin(respond.response().body().length()));
        return end();
    }

    ClientSide.Ending options(boolean mayStay) {
        startLocal(mayStay);
        loop.localAnswers().options(additions, out.begin(0));
        return end();
    }

    ClientSide.Ending health(boolean isReady, boolean mayStay) {
        startLocal(mayStay);
        loop.localAnswers().health(isReady, request.method(), additions, out.begin(0));
        return end();
    }

    ClientSide.Ending redirect(String location, boolean mayStay) {
        startLocal(mayStay);
        loop.localAnswers().redirect(location, additions, out.begin(location.length()));
        return end();
    }

    private void startLocal(boolean mayStay) {
        introduce();
        additions.keepAlive = mayStay;
        begun = true;
    }
}
