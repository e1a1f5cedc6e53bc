package org.fairlead.proxy.systemd;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The listening sockets that the process was started with (sd_listen_fds(3)): descriptors from 3 on, as many as
 * {@code LISTEN_FDS} says, if {@code LISTEN_PID} is this process. They stay open where they came from, so that no connection
 * is lost while no process accepts. For one thread.
 */
public final class InheritedSockets {
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int MOST = 1000;
    // Of <sys/socket.h>; the same on all machines that Netty's epoll is built for.
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SOCK_STREAM = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** One of them. */
    record Inherited(int descriptor, String name, InetSocketAddress address) {
        @Override
        public String toString() {
            return text(address) + " (descriptor " + descriptor + ", named " + name + ")";
        }
    }

    private final List<Inherited> left;

    private InheritedSockets(List<Inherited> sockets) {
        left = new ArrayList<>(sockets);
    }

    public static InheritedSockets none() {
        return new InheritedSockets(List.of());
    }

    /**
     * Those of this process.
     *
     * @throws IOException where one isn't a listening TCP socket, or can't be used; its message says which
     */
    public static InheritedSockets of(Map<String, String> environment) throws IOException {
        String pid = environment.getOrDefault("LISTEN_PID", "");
        if (!pid.equals(Long.toString(ProcessHandle.current().pid()))) {
            return none();
        }
        int count = count(environment.getOrDefault("LISTEN_FDS", "0"));
        if (count > 0 && !Epoll.isAvailable()) {
            throw new IOException(
                    "inherited sockets: they can't be taken over without epoll: " + Epoll.unavailabilityCause());
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<Inherited> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(inherited(FIRST_DESCRIPTOR + i, i < names.length ? names[i] : "unknown"));
        }
        return new InheritedSockets(sockets);
    }

    private static int count(String text) throws IOException {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MOST) {
            throw new IOException("LISTEN_FDS: \"" + text + "\" (expected: a number up to " + MOST + ")");
        }
        return Integer.parseInt(text);
    }

    private static Inherited inherited(int descriptor, String name) throws IOException {
        try {
            Socket socket = new Socket(descriptor);
            int domain = socket.getIntOpt(SOL_SOCKET, SO_DOMAIN);
            if ((domain == AF_INET || domain == AF_INET6)
                    && socket.getIntOpt(SOL_SOCKET, SO_TYPE) == SOCK_STREAM
                    && socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 1) {
                Blocking.end(descriptor);
                return new Inherited(descriptor, name, socket.localAddress());
            }
        } catch (IOException | ChannelException e) {
            throw new IOException(problem(descriptor, name) + ": " + e.getMessage(), e);
        }
        throw new IOException(problem(descriptor, name) + " (expected: a TCP socket that listens)");
    }

    private static String problem(int descriptor, String name) {
        return "inherited descriptor " + descriptor + ", named " + name;
    }

    /** Whether there are any that nobody has taken. */
    public boolean isEmpty() {
        return left.isEmpty();
    }

    /**
     * Takes those that listen at that address: their descriptors, each of which the caller is to close; empty: there is none.
     * All addresses of the machine are the same address in both versions of IP.
     */
    public List<Integer> take(InetSocketAddress wanted) {
        List<Inherited> found =
                left.stream().filter(socket -> isAt(socket.address(), wanted)).toList();
        left.removeAll(found);
        return found.stream().map(Inherited::descriptor).toList();
    }

    private static boolean isAt(InetSocketAddress address, InetSocketAddress wanted) {
        InetAddress at = address.getAddress();
        InetAddress host = wanted.getAddress();
        return address.getPort() == wanted.getPort()
                && host != null
                && (at.equals(host) || at.isAnyLocalAddress() && host.isAnyLocalAddress());
    }

    /**
     * To be called when all have taken theirs: connections to one that nobody serves would hang.
     *
     * @throws IOException where one is left
     */
    public void refuseRest() throws IOException {
        if (!left.isEmpty()) {
            throw new IOException("inherited sockets: "
                    + left.stream().map(Inherited::toString).collect(Collectors.joining(", "))
                    + " (expected: the address of a listener for each; bind in the deployment file and ListenStream of the"
                    + " socket unit must agree)");
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
