package org.fairlead.routing;

import org.fairlead.message.Ascii;

/** What a client is known by, for a bucket or a pin without cookies. */
public sealed interface ClientKey {
    /** The first cookie of that name. */
    record OfCookie(String name, byte[] nameBytes) implements ClientKey {
        public OfCookie(String name) {
            this(name, Ascii.bytes(name));
        }

        @Override
        public String toString() {
            return "cookie " + name;
        }
    }

    /** The first line of that field. */
    record OfHeader(String name, byte[] lowerName) implements ClientKey {
        public OfHeader(String name) {
            this(name, Ascii.bytes(Ascii.lower(name)));
        }

        @Override
        public String toString() {
            return "header " + name;
        }
    }

    /** The client's address: the whole of it for IPv4, the /64 for IPv6. */
    record OfAddress() implements ClientKey {
        @Override
        public String toString() {
            return "client-address";
        }
    }

    /** Each request by itself, drawn anew. */
    record OfRequest() implements ClientKey {
        @Override
        public String toString() {
            return "request";
        }
    }
}
