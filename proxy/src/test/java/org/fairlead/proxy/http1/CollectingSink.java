package org.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import org.fairlead.message.FieldTable;

/** Copies what it gets, and releases it. */
final class CollectingSink implements BodySink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final StringBuilder trailers = new StringBuilder();
    private int slices;

    @Override
    public void data(ByteBuf slice) {
        byte[] bytes = new byte[slice.readableBytes()];
        slice.readBytes(bytes).release();
        if (bytes.length == 0) {
            throw new AssertionError("an empty slice");
        }
        content.writeBytes(bytes);
        slices++;
    }

    @Override
    public void trailers(FieldTable fields) {
        for (int i = 0; i < fields.count(); i++) {
            trailers.append(fields.nameText(i))
                    .append(": ")
                    .append(fields.valueText(i))
                    .append('¶');
        }
    }

    String content() {
        return Wire.text(content.toByteArray());
    }

    /** Each line ends in ¶. */
    String trailers() {
        return trailers.toString();
    }

    int slices() {
        return slices;
    }
}
