package org.fairlead.proxy.exchange;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.proxy.http1.Underscores;
import org.fairlead.routing.Decision;
import org.fairlead.routing.WritesOnSafe;
import org.fairlead.trust.Hop;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head that an origin or a peer gets: what the client sent, without what ends here or isn't believed, and with what
 * we say of it. Confined to an event loop.
 */
final class RequestRewriter {
    private static final byte[] HOST = HeadWriter.name("Host");
    private static final byte[] REQUEST_ID = HeadWriter.name("X-Request-Id");
    private static final byte[] TRACEPARENT = HeadWriter.name("traceparent");
    private static final byte[] MAX_FORWARDS = HeadWriter.name("Max-Forwards");
    private static final byte[] UPGRADE = HeadWriter.name("Upgrade");
    private static final byte[] HOP = HeadWriter.name("Fairlead-Hop");
    private static final byte[] TE_TRAILERS = HeadWriter.line("TE", "trailers");
    private static final byte[] CONNECTION_TE = HeadWriter.line("Connection", "TE");
    private static final byte[] CONNECTION_UPGRADE = HeadWriter.line("Connection", "Upgrade");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] X_FORWARDED_PORT = Ascii.bytes("x-forwarded-port");
    private static final byte[] CLIENT_CERT = Ascii.bytes("client-cert");
    private static final byte[] CLIENT_CERT_CHAIN = Ascii.bytes("client-cert-chain");
    private static final byte[] X_REAL_IP = Ascii.bytes("x-real-ip");

    private final HeadWriter writer;
    private final ForwardedFields forwarded;

    RequestRewriter(HeadWriter writer) {
        this.writer = writer;
        forwarded = new ForwardedFields(writer);
    }

    /**
     * Appends the head to {@code out}, which it borrows.
     *
     * @param hop what the peer is told that it goes to; null: it goes to an origin, whose application is told
     */
    void render(DecidedRequest request, @Nullable Hop hop, ByteBuf out) {
        Serving serving = request.serving();
        HeldHead held = request.held();
        Decision.Forward forward = request.forward();
        RequestIdentity identity = request.identity();
        RequestHead head = held.head();
        writer.requestLine(head);
        writer.field(HOST, head.bytes(), head.hostStart(), head.portEnd());
        endToEnd(serving, request);
        writer.framing(held.framing());
        forwarded.write(serving, head, identity, forward.facesClient());
        clientCertificate(identity.sender(), forward);
        writer.field(REQUEST_ID, identity.id(), 0, identity.idLength());
        writer.field(TRACEPARENT, request.trace().text(), 0, TraceContext.LENGTH);
        writer.line(serving.lines().via(head));
        writer.line(serving.lines().cdnLoop());
        if (hop == null) {
            writer.line(serving.lines().announcement(serving.snapshot(), forward));
        } else {
            writer.field(HOP, hop.render());
        }
        connection(held, forward);
        writer.end(out);
    }

    private void endToEnd(Serving serving, DecidedRequest request) {
        HeldHead held = request.held();
        FieldTable fields = held.head().fields();
        for (int i = 0; i < fields.count(); i++) {
            if (!held.hopByHop().drops(fields, i)) {
                endToEnd(serving, request, i);
            }
        }
    }

    private void endToEnd(Serving serving, DecidedRequest request, int index) {
        HeldHead held = request.held();
        RequestIdentity identity = request.identity();
        FieldTable fields = held.head().fields();
        switch (fields.name(index)) {
            case HOST, CONTENT_LENGTH, FAIRLEAD_HOP, FAIRLEAD_DECISION, X_REQUEST_ID, TRACEPARENT -> {}
            case X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST -> {}
            // Who checked a client's certificate is a peer, or we.
            case CLIENT_CERT, CLIENT_CERT_CHAIN, CLIENT_CERT_SUBJECT, CLIENT_CERT_FINGERPRINT ->
                keepIf(!request.forward().facesClient(), fields, index);
            case TRACESTATE -> keepIf(request.trace().isContinued(), fields, index);
            case FORWARDED -> keepIf(identity.keepsForwarded(), fields, index);
            case EXPECT -> keepIf(held.expectsContinue(), fields, index);
            case MAX_FORWARDS -> maxForwards(held.head(), index);
            case OTHER -> keepIf(mayPass(serving, identity, fields, index), fields, index);
            default -> writer.field(fields, index);
        }
    }

    private void clientCertificate(Sender sender, Decision.Forward forward) {
        SecureClient tls = sender.tls();
        if (tls != null && forward.facesClient()) {
            for (byte[] line : tls.certificateLines()) {
                writer.line(line);
            }
        }
    }

    private void keepIf(boolean condition, FieldTable fields, int index) {
        if (condition) {
            writer.field(fields, index);
        }
    }

    private static boolean mayPass(Serving serving, RequestIdentity identity, FieldTable fields, int index) {
        byte[] bytes = fields.bytes();
        int start = fields.nameStart(index);
        int end = fields.nameEnd(index);
        return !serving.contractFields().has(bytes, start, end)
                && (identity.keepsXForwarded() || !saysWhereItCameFrom(bytes, start, end))
                && (Ascii.indexOf(bytes, start, end, '_') == end || mayHaveUnderscore(serving, bytes, start, end));
    }

    private static boolean saysWhereItCameFrom(byte[] bytes, int start, int end) {
        return switch (bytes[start] | 0x20) {
            case 'x' ->
                Ascii.equalsIgnoreCase(bytes, start, end, X_FORWARDED_PORT)
                        || Ascii.equalsIgnoreCase(bytes, start, end, X_REAL_IP);
            // RFC 9440 §2.2, §2.3.
            case 'c' ->
                Ascii.equalsIgnoreCase(bytes, start, end, CLIENT_CERT)
                        || Ascii.equalsIgnoreCase(bytes, start, end, CLIENT_CERT_CHAIN);
            default -> false;
        };
    }

    private static boolean mayHaveUnderscore(Serving serving, byte[] bytes, int start, int end) {
        return switch (serving.relay().trust().underscores()) {
            case DROP -> false;
            case KEEP -> !saysWhatOnlyWeMay(serving, bytes, start, end);
            case DROP_SENSITIVE, REFUSE -> !passesForAnother(serving, bytes, start, end);
        };
    }

    /** Whether its name passes for one of the contract's, or one that says who sent the request and by which way. */
    private static boolean saysWhatOnlyWeMay(Serving serving, byte[] bytes, int start, int end) {
        byte[] name = Underscores.replaced(bytes, start, end);
        return switch (FieldName.of(name, 0, name.length)) {
            case FAIRLEAD_HOP, FAIRLEAD_DECISION, X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST -> true;
            case FORWARDED, CLIENT_CERT, CLIENT_CERT_CHAIN, CLIENT_CERT_SUBJECT, CLIENT_CERT_FINGERPRINT -> true;
            case HOST, CONTENT_LENGTH, TRANSFER_ENCODING -> true;
            default -> serving.contractFields().has(name, 0, name.length) || saysWhereItCameFrom(name, 0, name.length);
        };
    }

    /**
     * Whether an application that can't tell {@code _} from {@code -} in names (RFC 3875 §4.1.18) would take the field for one
     * that is looked at, removed or written here.
     */
    private static boolean passesForAnother(Serving serving, byte[] bytes, int start, int end) {
        byte[] name = Underscores.replaced(bytes, start, end);
        return FieldName.of(name, 0, name.length) != FieldName.OTHER
                || serving.contractFields().has(name, 0, name.length)
                || saysWhereItCameFrom(name, 0, name.length);
    }

    /** RFC 9110 §7.6.2; the decision has answered those that are used up. */
    private void maxForwards(RequestHead head, int index) {
        long left = head.method() == Method.OPTIONS ? number(head.fields(), index) : -1;
        if (left > 0) {
            writer.field(MAX_FORWARDS, left - 1);
        } else {
            writer.field(head.fields(), index);
        }
    }

    private static long number(FieldTable fields, int index) {
        long number = 0;
        for (int i = fields.valueStart(index); i < fields.valueEnd(index); i++) {
            int digit = fields.bytes()[i] - '0';
            if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private void connection(HeldHead held, Decision.Forward forward) {
        if (held.upgrades()) {
            FieldTable fields = held.head().fields();
            int line = fields.find(FieldName.UPGRADE, 0);
            writer.field(UPGRADE, fields.bytes(), fields.valueStart(line), fields.valueEnd(line));
            writer.line(CONNECTION_UPGRADE);
        } else if (wantsTrailers(held.head().fields(), forward)) {
            writer.line(TE_TRAILERS);
            writer.line(CONNECTION_TE);
        }
    }

    /** Where the client takes them, or the application may flag a write in one. */
    private static boolean wantsTrailers(FieldTable fields, Decision.Forward forward) {
        @Nullable WritesOnSafe guard = forward.service().writesOnSafe().orElse(null);
        if (guard != null && guard.flag() instanceof WritesOnSafe.Flag.Field && !forward.isWrite()) {
            return true;
        }
        int line = fields.find(FieldName.TE, 0);
        return line >= 0
                && Ascii.equalsIgnoreCase(fields.bytes(), fields.valueStart(line), fields.valueEnd(line), TRAILERS);
    }
}
