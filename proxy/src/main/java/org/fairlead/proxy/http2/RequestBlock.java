package org.fairlead.proxy.http2;

import io.netty.util.AsciiString;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.Method;
import org.jspecify.annotations.Nullable;

/**
 * A request's header block, judged strictly (RFC 9113 §8.2, §8.3.1), and written as the head in HTTP/1.1 that says the same:
 * Host from :authority, cookie crumbs joined (§8.2.3), chunked where no length is known, an extended CONNECT as the upgrade
 * that it stands for (RFC 8441 §5).
 *
 * <p>That head is then read by the same parser as one that came in HTTP/1.1: both are understood alike, bounded alike, and
 * nothing that this class let through could mean two things there. One for each event loop, reused.
 */
public final class RequestBlock {
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST = Ascii.bytes("host: ");
    private static final byte[] COOKIE = Ascii.bytes("cookie: ");
    private static final byte[] CHUNKED = Ascii.bytes("transfer-encoding: chunked\r\n");
    private static final byte[] EMPTY = Ascii.bytes("content-length: 0\r\n");
    private static final byte[] UPGRADE =
            Ascii.bytes("connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: ");
    private static final byte[] GET = Ascii.bytes("GET");
    /** More than all of the above. */
    private static final int ROOM_FOR_OURS = 192;

    private static final AsciiString WEBSOCKET_KEY = AsciiString.cached("sec-websocket-key");
    private static final AsciiString PRIORITY = AsciiString.cached("priority");

    private HeaderBlock block = new HeaderBlock();
    private final PseudoFields pseudo = new PseudoFields();
    private FieldName[] known = new FieldName[32];
    private @Nullable AsciiString host;
    private int cookies;
    private int bytes;
    private long contentLength;
    private boolean endsStream;
    private int urgency;
    private int lines;

    /** Judges {@code block}, which it borrows until {@link #write} is done; returns what is wrong with it, or null. */
    public @Nullable Malformed read(HeaderBlock block, boolean endsStream) {
        this.block = block;
        this.endsStream = endsStream;
        host = null;
        cookies = 0;
        contentLength = -1;
        bytes = ROOM_FOR_OURS;
        urgency = Urgency.DEFAULT;
        Malformed fault = pseudo.read(block);
        if (fault == null) {
            fault = regularFields();
        }
        if (fault == null) {
            fault = pseudo.meaning(host);
        }
        boolean hasNoContent = endsStream || isExtendedConnect();
        return fault == null && contentLength > 0 && hasNoContent ? Malformed.LENGTH_DIFFERS : fault;
    }

    private @Nullable Malformed regularFields() {
        int count = block.size();
        if (count > known.length) {
            known = new FieldName[count];
        }
        for (int i = pseudo.count(); i < count; i++) {
            if (block.isPseudo(i)) {
                return Malformed.PSEUDO_FIELD_LATE;
            }
            AsciiString name = block.name(i);
            AsciiString value = block.value(i);
            FieldName field = Fields.known(name);
            known[i] = field;
            Malformed fault = Fields.fault(name, field, value);
            if (fault == null) {
                fault = note(field, name, value);
            }
            if (fault != null) {
                return fault;
            }
            bytes += name.length() + value.length() + 4;
        }
        return null;
    }

    private @Nullable Malformed note(FieldName field, AsciiString name, AsciiString value) {
        switch (field) {
            case HOST -> {
                if (host != null) {
                    return Malformed.HOST_DIFFERS;
                }
                host = value;
            }
            case COOKIE -> cookies++;
            case CONTENT_LENGTH -> {
                if (contentLength >= 0) {
                    return Malformed.BAD_CONTENT_LENGTH;
                }
                contentLength = Fields.number(value);
                return contentLength < 0 ? Malformed.BAD_CONTENT_LENGTH : null;
            }
            case OTHER -> {
                if (name.equals(PRIORITY)) {
                    urgency = Urgency.parse(value);
                }
            }
            default -> {}
        }
        return null;
    }

    /** The most bytes that {@link #write} writes. */
    public int mostBytes() {
        return bytes + pseudo.bytes() + cookies;
    }

    /** Writes the head to {@code out}, from its start on; returns where it ends. */
    public int write(byte[] out) {
        lines = 0;
        int at = requestLine(out);
        AsciiString authority = pseudo.authority();
        AsciiString named = authority != null ? authority : host;
        if (named != null) {
            at = line(out, put(out, at, HOST), named);
        }
        boolean cookiesWritten = false;
        for (int i = pseudo.count(); i < block.size(); i++) {
            switch (known[i]) {
                case HOST -> {}
                case COOKIE -> {
                    if (!cookiesWritten) {
                        cookiesWritten = true;
                        at = joinedCookies(out, at, i);
                    }
                }
                default -> {
                    if (!isExtendedConnect() || !block.name(i).equals(WEBSOCKET_KEY)) {
                        at = put(out, at, block.name(i));
                        out[at++] = ':';
                        out[at++] = ' ';
                        at = line(out, at, block.value(i));
                    }
                }
            }
        }
        return endLine(out, framing(out, at));
    }

    private int requestLine(byte[] out) {
        int at = isExtendedConnect() ? put(out, 0, GET) : put(out, 0, pseudo.method());
        out[at++] = ' ';
        return put(out, put(out, at, pseudo.target()), VERSION);
    }

    private int joinedCookies(byte[] out, int start, int first) {
        int at = put(out, start, COOKIE);
        for (int i = first; i < block.size(); i++) {
            if (known[i] == FieldName.COOKIE) {
                if (i > first) {
                    out[at++] = ';';
                    out[at++] = ' ';
                }
                at = put(out, at, block.value(i));
            }
        }
        lines++;
        return endLine(out, at);
    }

    private int framing(byte[] out, int start) {
        if (isExtendedConnect()) {
            byte[] nonce = new byte[16];
            ThreadLocalRandom.current().nextBytes(nonce);
            lines += 3;
            int at = put(out, put(out, start, UPGRADE), Base64.getEncoder().encode(nonce));
            return endLine(out, at);
        }
        if (contentLength >= 0) {
            return start;
        }
        if (!endsStream) {
            lines++;
            return put(out, start, CHUNKED);
        }
        if (!expectsLength()) {
            return start;
        }
        lines++;
        return put(out, start, EMPTY);
    }

    /** A request that usually has content says that it has none (RFC 9110 §8.6). */
    private boolean expectsLength() {
        AsciiString verb = pseudo.method();
        return switch (Method.of(verb.array(), verb.arrayOffset(), verb.arrayOffset() + verb.length())) {
            case POST, PUT, PATCH -> true;
            case GET, HEAD, OPTIONS, QUERY, DELETE, CONNECT, TRACE, OTHER -> false;
        };
    }

    private int line(byte[] out, int start, AsciiString value) {
        lines++;
        return endLine(out, put(out, start, value));
    }

    private static int endLine(byte[] out, int at) {
        out[at] = '\r';
        out[at + 1] = '\n';
        return at + 2;
    }

    private static int put(byte[] out, int at, byte[] source) {
        System.arraycopy(source, 0, out, at, source.length);
        return at + source.length;
    }

    private static int put(byte[] out, int at, AsciiString source) {
        System.arraycopy(source.array(), source.arrayOffset(), out, at, source.length());
        return at + source.length();
    }

    /** How many field lines the written head has. */
    public int lines() {
        return lines;
    }

    /** What Content-Length says, or -1. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether it asks for a tunnel (RFC 8441). */
    public boolean isExtendedConnect() {
        return pseudo.isExtendedConnect();
    }

    /** Whether the tunnel that it asks for is one that can be had from an origin that speaks HTTP/1.1. */
    public boolean isWebSocket() {
        return pseudo.isWebSocket();
    }

    /** 0 to 7, the first served first (RFC 9218 §4.1). */
    public int urgency() {
        return urgency;
    }
}
