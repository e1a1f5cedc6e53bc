package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.fairlead.message.FieldTable;

/** Takes the parts of one body in their order; called by {@link BodyReader} in the midst of its {@code read}. */
public interface BodySink {
    /** The next bytes, at least one. Takes ownership of {@code slice}. */
    void data(ByteBuf slice);

    /**
     * The next bytes, where they lie: {@code length} of them, at least one, at the reader index of {@code in}, which must be
     * moved past them. Borrows {@code in}. Whoever copies small parts saves the slice.
     */
    default void data(ByteBuf in, int length) {
        // Retained for whoever takes it.
        data(in.readRetainedSlice(length));
    }

    /** The trailer fields that may be sent on, at least one; once, after all data. Borrows {@code trailers} for the call. */
    void trailers(FieldTable trailers);
}
