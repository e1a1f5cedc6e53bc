package org.fairlead.proxy.systemd;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever started the process, where it wants to know, how far it is (sd_notify(3)). For any thread. */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    /** Of a UNIX domain datagram socket; empty: nobody wants to know. */
    private final String address;

    private ServiceManager(String address) {
        this.address = address;
    }

    public static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(environment.getOrDefault("NOTIFY_SOCKET", ""));
    }

    /** It serves. */
    public void ready() {
        tell("READY=1\nSTATUS=serving");
    }

    /** It ends, and takes its time. */
    public void stopping() {
        tell("STOPPING=1\nSTATUS=finishing what is under way");
    }

    private void tell(String words) {
        if (address.isEmpty()) {
            return;
        }
        if (!Epoll.isAvailable()) {
            LOG.warn("the service manager can't be told without epoll");
            return;
        }
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        // An at sign stands for the abstract namespace.
        String path = address.startsWith("@") ? "\0" + address.substring(1) : address;
        Socket socket = Socket.newSocketDomainDgram();
        try {
            socket.sendToDomainSocket(message, 0, bytes.length, path.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("the service manager isn't told \"{}\": {}", words, e.getMessage());
        } finally {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a datagram socket", e);
        }
    }
}
