package org.fairlead.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.RequestParser;

/** A header block that is let through is written as one head in HTTP/1.1, with as many lines as it says, or refused there. */
public final class RequestBlockFuzz {
    private static final int ROOM = 1 << 16;

    private RequestBlockFuzz() {}

    /** @param data names and values by turns, parted by line feeds; the first octet says whether the stream ends */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        HeaderBlock block = block(data);
        RequestBlock request = new RequestBlock();
        if (request.read(block, (data[0] & 1) == 1) != null || request.mostBytes() > ROOM) {
            return;
        }
        byte[] head = new byte[request.mostBytes()];
        int length = request.write(head);
        assertThat(length).isBetween(1, head.length);
        RequestHead read = new RequestHead();
        int end = new RequestParser(HeadLimits.DEFAULT).parse(head, 0, length, read);
        if (end == length && read.fields().count() == request.lines()) {
            String method = block.first(AsciiString.cached(":method")).toString();
            assertThat(read.methodText()).isEqualTo(request.isExtendedConnect() ? "GET" : method);
            assertThat(new String(head, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .startsWith(read.methodText() + " " + block.first(AsciiString.cached(":path")));
        } else {
            assertThat(end < 0 || end == length)
                    .as("%d of %d bytes", end, length)
                    .isTrue();
        }
    }

    private static HeaderBlock block(byte[] data) {
        HeaderBlock block = new HeaderBlock().begin();
        AsciiString name = AsciiString.EMPTY_STRING;
        boolean isName = true;
        int start = 1;
        for (int i = 1; i <= data.length; i++) {
            if (i == data.length || data[i] == '\n') {
                AsciiString part = new AsciiString(data, start, i - start, true);
                if (isName) {
                    name = part;
                } else {
                    block.add(name, part);
                }
                isName = !isName;
                start = i + 1;
            }
        }
        return block;
    }
}
