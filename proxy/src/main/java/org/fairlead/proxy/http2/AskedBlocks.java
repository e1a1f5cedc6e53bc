package org.fairlead.proxy.http2;

import org.fairlead.proxy.http1.HeadLimits;

/**
 * What one event loop reads the header blocks of its clients with: a block is done with before the next is read, whosever it is,
 * so that no connection needs one of its own. Confined to that loop.
 *
 * @param received as the HPACK decoder gives it
 */
public record AskedBlocks(HeaderBlock received, RequestBlock request, TrailerBlock trailers) {
    public static AskedBlocks within(HeadLimits limits) {
        return new AskedBlocks(new HeaderBlock(), new RequestBlock(), new TrailerBlock(limits.fieldCount()));
    }
}
