package org.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.proxy.http1.ReasonPhrases;
import org.jspecify.annotations.Nullable;

/**
 * A header block of an origin's answer, judged strictly (RFC 9113 §8.2, §8.3.2), and written as the head in HTTP/1.1 that says
 * the same, chunked where no length is known; that is then read by the same parser as one that came in HTTP/1.1. One for each
 * event loop, reused.
 */
public final class ResponseBlock {
    private static final byte[] CHUNKED = Ascii.bytes("transfer-encoding: chunked\r\n\r\n");
    private static final byte[] EMPTY = Ascii.bytes("content-length: 0\r\n\r\n");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final short CR_LF = '\r' << 8 | '\n';
    private static final short COLON_SPACE = ':' << 8 | ' ';

    private HeaderBlock block = new HeaderBlock();
    private int status;
    private long contentLength;
    private int lines;

    /** Judges {@code block}, which it borrows until {@link #write} is done; returns what is wrong with it, or null. */
    public @Nullable Malformed read(HeaderBlock block) {
        this.block = block;
        contentLength = -1;
        if (block.size() == 0 || !block.isPseudo(0)) {
            return Malformed.PSEUDO_FIELD_MISSING;
        }
        if (!block.name(0).equals(HeaderBlock.STATUS)) {
            return Malformed.UNKNOWN_PSEUDO_FIELD;
        }
        status = status(block.value(0));
        // RFC 9113 §8.6: there is no 101.
        return status < 0 || status == SWITCHING_PROTOCOLS ? Malformed.BAD_STATUS : regularFields();
    }

    private static int status(AsciiString value) {
        long number = value.length() == 3 ? Fields.number(value) : -1;
        return number >= 100 && number <= 599 ? (int) number : -1;
    }

    private @Nullable Malformed regularFields() {
        for (int i = 1; i < block.size(); i++) {
            if (block.isPseudo(i)) {
                return block.name(i).equals(HeaderBlock.STATUS)
                        ? Malformed.PSEUDO_FIELD_TWICE
                        : Malformed.UNKNOWN_PSEUDO_FIELD;
            }
            FieldName known = Fields.known(block.name(i));
            Malformed fault = Fields.fault(block.name(i), known, block.value(i));
            if (fault == null && known == FieldName.CONTENT_LENGTH) {
                fault = length(block.value(i));
            }
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable Malformed length(AsciiString value) {
        if (contentLength >= 0) {
            return Malformed.BAD_CONTENT_LENGTH;
        }
        contentLength = Fields.number(value);
        return contentLength < 0 ? Malformed.BAD_CONTENT_LENGTH : null;
    }

    /** Whether it is no final answer (RFC 9110 §15.2). */
    public boolean isInterim() {
        return status < 200;
    }

    /**
     * Appends the head to {@code out}, which it borrows.
     *
     * @param answersHead whether it answers HEAD, so that nothing follows whatever it says
     */
    public void write(ByteBuf out, boolean answersHead, boolean endsStream) {
        lines = block.size() - 1;
        out.writeBytes(ReasonPhrases.statusLine(status));
        for (int i = 1; i < block.size(); i++) {
            put(out, block.name(i));
            out.writeShort(COLON_SPACE);
            put(out, block.value(i));
            out.writeShort(CR_LF);
        }
        boolean isFramed =
                answersHead || contentLength >= 0 || isInterim() || status == NO_CONTENT || status == NOT_MODIFIED;
        if (isFramed) {
            out.writeShort(CR_LF);
        } else {
            lines++;
            out.writeBytes(endsStream ? EMPTY : CHUNKED);
        }
    }

    private static void put(ByteBuf out, AsciiString text) {
        out.writeBytes(text.array(), text.arrayOffset(), text.length());
    }

    /** How many bytes {@link #write} writes at most. */
    public int mostBytes() {
        int bytes = 128;
        for (int i = 1; i < block.size(); i++) {
            bytes += block.name(i).length() + block.value(i).length() + 4;
        }
        return bytes;
    }

    /** How many field lines the written head has. */
    public int lines() {
        return lines;
    }
}
