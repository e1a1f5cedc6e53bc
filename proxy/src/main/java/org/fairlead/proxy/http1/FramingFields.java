package org.fairlead.proxy.http1;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.jspecify.annotations.Nullable;

/**
 * What Content-Length and Transfer-Encoding say about a body (RFC 9112 §6.1 to §6.3). Stricter than the RFC asks for:
 * the two together, and a Content-Length said twice, are refused even where one could make sense of them.
 */
final class FramingFields {
    private static final byte[] CHUNKED = Ascii.bytes("chunked");

    private final ListElements codings = new ListElements();
    private BodyFraming framing = BodyFraming.NONE;
    /** The last one with a length: the next message often has the same. */
    private BodyFraming counted = BodyFraming.NONE;

    /** What the last reading found; {@link BodyFraming#NONE} where neither field was there. */
    BodyFraming framing() {
        return framing;
    }

    /** Reads both fields; returns what is wrong with them, or null. */
    @Nullable
    Rejection read(FieldTable fields, int minorVersion) {
        framing = BodyFraming.NONE;
        if (fields.has(FieldName.TRANSFER_ENCODING)) {
            return fields.has(FieldName.CONTENT_LENGTH) ? Rejection.LENGTH_AND_CODING : coding(fields, minorVersion);
        }
        int length = fields.find(FieldName.CONTENT_LENGTH, 0);
        return length < 0 ? null : length(fields, length);
    }

    private @Nullable Rejection length(FieldTable fields, int index) {
        long length = number(fields.bytes(), fields.valueStart(index), fields.valueEnd(index));
        if (length < 0 || fields.find(FieldName.CONTENT_LENGTH, index + 1) >= 0) {
            return Rejection.BAD_CONTENT_LENGTH;
        }
        if (counted.length() != length) {
            counted = BodyFraming.length(length);
        }
        framing = counted;
        return null;
    }

    /** The value of a plain decimal number, or -1 where it isn't one or doesn't fit. */
    private static long number(byte[] bytes, int start, int end) {
        // 18 digits always fit, and no body is longer.
        if (start == end || end - start > 18) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private @Nullable Rejection coding(FieldTable fields, int minorVersion) {
        if (minorVersion == 0) {
            return Rejection.CODING_IN_HTTP10;
        }
        int index = fields.find(FieldName.TRANSFER_ENCODING, 0);
        int start = fields.valueStart(index);
        int end = fields.valueEnd(index);
        boolean single = fields.find(FieldName.TRANSFER_ENCODING, index + 1) < 0;
        if (single && Ascii.equalsIgnoreCase(fields.bytes(), start, end, CHUNKED)) {
            framing = BodyFraming.CHUNKED;
            return null;
        }
        return codingFault(fields);
    }

    /** Names the fault of codings that aren't {@code chunked} and nothing else. */
    private Rejection codingFault(FieldTable fields) {
        int chunked = 0;
        int others = 0;
        boolean chunkedIsLast = false;
        for (int i = fields.find(FieldName.TRANSFER_ENCODING, 0);
                i >= 0;
                i = fields.find(FieldName.TRANSFER_ENCODING, i + 1)) {
            codings.reset(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
            while (codings.next()) {
                chunkedIsLast = codings.is(CHUNKED);
                if (chunkedIsLast) {
                    chunked++;
                } else {
                    others++;
                }
            }
        }
        return chunkedIsLast && chunked == 1 && others > 0 ? Rejection.UNKNOWN_CODING : Rejection.CODING_NOT_FINAL;
    }
}
