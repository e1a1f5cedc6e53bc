package org.fairlead.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that have had one answer and then stay open, as browsers keep them. */
public final class IdleConnections implements AutoCloseable {
    private static final int ANSWER_BYTES = 16 * 1024;

    private final List<SocketChannel> channels = new ArrayList<>();

    private IdleConnections() {}

    /** Opens them one after the other, so that the proxy needs one connection to its origin. */
    public static IdleConnections open(int port, int count, Request request) throws IOException {
        IdleConnections connections = new IdleConnections();
        try {
            for (int i = 0; i < count; i++) {
                connections.openOne(port, request);
            }
            return connections;
        } catch (IOException e) {
            connections.close();
            throw new IOException(
                    "idle connection " + (connections.channels.size() + 1) + " of " + count + ": " + e, e);
        }
    }

    public int count() {
        return channels.size();
    }

    private void openOne(int port, Request request) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channels.add(channel);
        channel.write(request.render());
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
        var bytes = io.netty.buffer.Unpooled.wrappedBuffer(answer.array());
        ResponseReader reader = new ResponseReader();
        do {
            if (channel.read(answer) < 0) {
                throw new IOException("closed before the end of the answer");
            }
            bytes.writerIndex(answer.position());
        } while (reader.read(bytes) == ResponseReader.Progress.INCOMPLETE);
    }

    @Override
    public void close() {
        for (SocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is gone either way, and the others are still to be closed.
            }
        }
    }
}
