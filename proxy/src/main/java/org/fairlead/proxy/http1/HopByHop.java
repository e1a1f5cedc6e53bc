package org.fairlead.proxy.http1;

import org.fairlead.message.FieldTable;

/**
 * Which fields of a message end at this proxy (RFC 9110 §7.6.1): Connection, what it names, and those known to belong to
 * one connection whether named or not; also {@code Proxy} (httpoxy) and what is said to a proxy that authenticates.
 *
 * <p>Host, Content-Length and the fields that carry the request's path through proxies can't be removed by naming them in
 * Connection. Host and Content-Length aren't hop-by-hop: whoever writes its own must skip the received ones.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures first.
public final class HopByHop {
    /** Learns what Connection names in this head; copies what it needs, so that trailers can be asked about later. */
    public void read(FieldTable head) {
        throw new UnsupportedOperationException();
    }

    /** Whether this line, of the head read last or of the same message's trailers, must not be sent on. */
    public boolean drops(FieldTable fields, int index) {
        throw new UnsupportedOperationException();
    }
}
