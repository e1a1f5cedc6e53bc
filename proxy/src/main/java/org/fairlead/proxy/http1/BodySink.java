package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;

/** Takes the parts of one body in their order; called by {@link BodyReader} in the midst of its {@code read}. */
public interface BodySink {
    /** The next bytes, at least one. Takes ownership of {@code slice}. */
    void data(ByteBuf slice);

    /** The trailer fields that may be sent on, at least one; once, after all data. Borrows {@code trailers} for the call. */
    void trailers(FieldTable trailers);
}
