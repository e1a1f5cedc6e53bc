/**
 * HTTP/2 (RFC 9113) as the proxy speaks it: what a header block must be, and its translation into the heads and bodies of
 * HTTP/1.1 that exchanges know, both ways. Frames and HPACK are Netty's; no channel, no exchange.
 *
 * <p>Start at {@link org.fairlead.proxy.http2.RequestBlock}.
 *
 * <p>Everything here is confined to one event loop.
 */
@NullMarked
package org.fairlead.proxy.http2;

import org.jspecify.annotations.NullMarked;
