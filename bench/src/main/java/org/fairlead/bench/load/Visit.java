package org.fairlead.bench.load;

import io.netty.buffer.ByteBuf;

/** One request and its answer, in one protocol. */
interface Visit {
    /** Writes what is sent first to {@code out}; borrows it. */
    void begin(Request request, String scheme, ByteBuf out);

    /** Consumes what it can of {@code in}, and writes what is to be said to it to {@code out}. Borrows both. */
    ResponseReader.Progress read(ByteBuf in, ByteBuf out);

    static Visit inHttp1() {
        return new Visit() {
            private final ResponseReader reader = new ResponseReader();

            @Override
            public void begin(Request request, String scheme, ByteBuf out) {
                out.writeBytes(request.render());
            }

            @Override
            public ResponseReader.Progress read(ByteBuf in, ByteBuf out) {
                return reader.read(in);
            }
        };
    }
}
