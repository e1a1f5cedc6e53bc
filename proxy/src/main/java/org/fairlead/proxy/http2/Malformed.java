package org.fairlead.proxy.http2;

import java.util.Locale;

/**
 * Every way in which a message in HTTP/2 is malformed (RFC 9113 §8.1.1): never forwarded, answered by a stream error of type
 * PROTOCOL_ERROR. What is well-formed HTTP/2 and yet nothing to be served is a {@link org.fairlead.proxy.http1.Rejection}.
 */
public enum Malformed {
    /** §8.2.1. */
    BAD_FIELD_NAME,
    /** §8.2.1: NUL, CR, LF or another control, or white space at an end. */
    BAD_FIELD_VALUE,
    /** §8.2.2. */
    CONNECTION_FIELD,
    /** §8.2.2: TE says something else than {@code trailers}. */
    TE_NOT_TRAILERS,
    /** §8.3: it isn't defined, or not for this message. */
    UNKNOWN_PSEUDO_FIELD,
    PSEUDO_FIELD_TWICE,
    /** §8.3: behind a regular field. */
    PSEUDO_FIELD_LATE,
    PSEUDO_FIELD_MISSING,
    /** §8.3.1: it could become other HTTP/1.1 syntax than a target, a method or a host. */
    BAD_PSEUDO_VALUE,
    /** §8.3.1: with user information, or empty. */
    BAD_AUTHORITY,
    /** §8.3.1: Host and :authority name two hosts, or Host comes twice. */
    HOST_DIFFERS,
    /** §8.1.1: the sum of DATA isn't what Content-Length says. */
    LENGTH_DIFFERS,
    BAD_CONTENT_LENGTH,
    /** More fields than a head may have. */
    TOO_MANY_TRAILERS,
    /** §8.3.2. */
    BAD_STATUS,
    /** §8.1: a second header block that doesn't end the stream, or comes when that isn't expected. */
    UNEXPECTED_BLOCK,
    /** §8.1: content before the head of an answer. */
    UNEXPECTED_DATA,
    /** The translated head, read again, isn't the one that was meant: a bug, or the attack that this check is for. */
    NOT_ONE_HEAD;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As in metrics, such as {@code host-differs}. */
    public String label() {
        return label;
    }
}
