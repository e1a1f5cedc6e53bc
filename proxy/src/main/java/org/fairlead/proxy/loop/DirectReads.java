package org.fairlead.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;

/** Reads of one socket without Netty's channel between. Confined to its event loop. */
final class DirectReads {
    /** What a read found. */
    enum Found {
        /** What it brought is handed on, and the socket is empty. */
        EMPTIED,
        /** What it brought is handed on, and there may be more. */
        FILLED,
        /** Nothing will come any more. */
        ENDED
    }

    private final Channel channel;
    private final Socket socket;
    private final DirectReader reader;
    private final ReadSize size = new ReadSize();

    DirectReads(Channel channel, Socket socket, DirectReader reader) {
        this.channel = channel;
        this.socket = socket;
        this.reader = reader;
    }

    /** What goes wrong, such as that there is no memory, is the end of this connection alone. */
    Found read() {
        ByteBuf bytes;
        try {
            bytes = size.newBuffer(channel.alloc());
        } catch (Throwable noMemory) {
            fail(noMemory);
            return Found.EMPTIED;
        }
        return readInto(bytes);
    }

    private Found readInto(ByteBuf bytes) {
        int room = bytes.writableBytes();
        int count;
        try {
            count = receive(bytes);
        } catch (IOException | NotYetConnectedException e) {
            // It was reset since the kernel told of its bytes.
            bytes.release();
            fail(e);
            return Found.EMPTIED;
        }
        if (count <= 0) {
            bytes.release();
            return count < 0 ? Found.ENDED : Found.EMPTIED;
        }
        boolean isFilled = count == room;
        size.learn(count, isFilled);
        handOn(bytes.writerIndex(bytes.writerIndex() + count));
        return isFilled ? Found.FILLED : Found.EMPTIED;
    }

    private int receive(ByteBuf bytes) throws IOException {
        if (bytes.hasMemoryAddress()) {
            return socket.recvAddress(bytes.memoryAddress(), bytes.writerIndex(), bytes.capacity());
        }
        ByteBuffer room = bytes.internalNioBuffer(bytes.writerIndex(), bytes.writableBytes());
        return socket.recv(room, room.position(), room.limit());
    }

    /** As Netty's pipeline, it lets no bug of a handler's get at the loop. */
    private void handOn(ByteBuf bytes) {
        try {
            reader.received(bytes);
            reader.receivedAll();
        } catch (Throwable bug) {
            channel.pipeline().fireExceptionCaught(bug);
        }
    }

    private void fail(Throwable cause) {
        channel.pipeline().fireExceptionCaught(cause);
        channel.unsafe().close(channel.voidPromise());
    }
}
