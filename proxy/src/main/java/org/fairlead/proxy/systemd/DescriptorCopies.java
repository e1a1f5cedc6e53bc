package org.fairlead.proxy.systemd;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.UUID;

/**
 * Makes copies of a descriptor, so that several event loops can each own one of the same socket. The JVM has no dup(2): a copy
 * is sent to ourselves over a UNIX domain socket (SCM_RIGHTS, unix(7)). For one thread.
 */
public final class DescriptorCopies implements AutoCloseable {
    private static final int LONGEST_ADDRESS = 128;

    private final Socket listener = Socket.newSocketDomain();
    private final Socket sender = Socket.newSocketDomain();
    private final Socket receiver;

    public DescriptorCopies() throws IOException {
        // In the abstract namespace: no file; nobody else can guess the name, or connect first.
        var address = new DomainSocketAddress("\0fairlead-" + UUID.randomUUID());
        listener.bind(address);
        listener.listen(1);
        if (!sender.connect(address)) {
            throw new IOException("a socket that connects to itself didn't");
        }
        int accepted = listener.accept(new byte[LONGEST_ADDRESS]);
        if (accepted < 0) {
            throw new IOException("a socket that connects to itself wasn't accepted");
        }
        receiver = new Socket(accepted);
    }

    /** A descriptor of the same socket; the caller is to close it. */
    public int copy(int descriptor) throws IOException {
        if (sender.sendFd(descriptor) < 0) {
            throw new IOException("descriptor " + descriptor + " can't be sent");
        }
        int copy = receiver.recvFd();
        if (copy < 0) {
            throw new IOException("no copy of descriptor " + descriptor + " came");
        }
        return copy;
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        sender.close();
        listener.close();
    }
}
