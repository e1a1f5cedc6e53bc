package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.fairlead.message.Ascii;
import org.fairlead.message.Method;
import org.fairlead.proxy.http1.BodyFraming;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.proxy.loop.LoopClock;
import org.fairlead.routing.Effect;

/**
 * Writes the answers that no origin gave. This is the one place where a failure becomes bytes. Confined to an event loop; all
 * methods borrow {@code out}.
 */
public final class LocalAnswers {
    private static final byte[] DATE = HeadWriter.name("Date");
    private static final byte[] CONTENT_TYPE = HeadWriter.name("Content-Type");
    private static final byte[] LOCATION = HeadWriter.name("Location");
    private static final byte[] TEXT = HeadWriter.line("Content-Type", "text/plain; charset=utf-8");
    private static final byte[] NO_STORE = HeadWriter.line("Cache-Control", "no-store");
    private static final byte[] RETRY_AFTER = HeadWriter.line("Retry-After", "5");
    private static final byte[] ALLOW = HeadWriter.line("Allow", "GET, HEAD, OPTIONS, QUERY, POST, PUT, PATCH, DELETE");
    private static final byte[] CONNECTION_CLOSE = HeadWriter.line("Connection", "close");
    private static final byte[] CONNECTION_KEEP_ALIVE = HeadWriter.line("Connection", "keep-alive");
    private static final byte[] HEALTHY = Ascii.bytes("ok\n");
    private static final byte[] STOPPING = Ascii.bytes("stopping\n");
    private static final byte[] NOTHING = {};

    private final HeadWriter writer;
    private final LoopClock clock;

    LocalAnswers(HeadWriter writer, LoopClock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    void problem(Problem problem, ProblemPage page, Method method, Additions additions, ByteBuf out) {
        begin(problem.status(), additions);
        writer.line(NO_STORE);
        if (problem.status() == 503 || problem.status() == 429) {
            writer.line(RETRY_AFTER);
        }
        if (problem.status() == 405) {
            writer.line(ALLOW);
        }
        writer.field(CONTENT_TYPE, page.contentType());
        end(page.body(), method, out);
    }

    /** What a rule says. */
    void respond(Effect.Respond response, Method method, Additions additions, ByteBuf out) {
        begin(response.status(), additions);
        boolean hasType = false;
        for (Map.Entry<String, List<String>> field : response.headers().entrySet()) {
            hasType |= field.getKey().equalsIgnoreCase("Content-Type");
            byte[] name = HeadWriter.name(field.getKey());
            field.getValue().forEach(value -> writer.field(name, value));
        }
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        if (response.status() == 204 || response.status() == 304) {
            writer.end(out);
            return;
        }
        if (body.length > 0 && !hasType) {
            writer.line(TEXT);
        }
        end(body, method, out);
    }

    /** RFC 9110 §7.6.2: what this proxy forwards. */
    void options(Additions additions, ByteBuf out) {
        begin(200, additions);
        writer.line(ALLOW);
        end(NOTHING, Method.OPTIONS, out);
    }

    /** Whether the listener takes requests, and will for a while. */
    void health(boolean isReady, Method method, Additions additions, ByteBuf out) {
        begin(isReady ? 200 : 503, additions);
        writer.line(NO_STORE);
        writer.line(TEXT);
        end(isReady ? HEALTHY : STOPPING, method, out);
    }

    /** RFC 9110 §15.4.9: the method stays, so that a write isn't turned into a read. */
    void redirect(String location, Additions additions, ByteBuf out) {
        begin(308, additions);
        writer.line(NO_STORE);
        writer.field(LOCATION, location);
        end(NOTHING, Method.OTHER, out);
    }

    private void begin(int status, Additions additions) {
        writer.statusLine(status);
        writer.field(DATE, clock.date());
        additions.write(writer, false);
        if (!additions.keepAlive) {
            writer.line(CONNECTION_CLOSE);
        } else if (additions.clientMinorVersion == 0) {
            writer.line(CONNECTION_KEEP_ALIVE);
        }
    }

    private void end(byte[] body, Method method, ByteBuf out) {
        writer.framing(BodyFraming.length(body.length));
        writer.end(out);
        if (method != Method.HEAD) {
            out.writeBytes(body);
        }
    }
}
