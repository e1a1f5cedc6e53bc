package org.fairlead.proxy.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The network between a proxy and an origin, over TCP, with one {@link Fault} at a time that a test switches while it runs. A
 * fault takes hold of what passes from then on, also on connections that are there already. Its port stays the same, also
 * while it refuses. Two threads for each connection.
 */
public final class FaultRelay implements AutoCloseable {
    /** What the network, or the origin behind it, does wrong. */
    public enum Fault {
        NONE(false),
        /** Nobody listens; connections that are there live on. */
        REFUSE(false),
        /** Connections are accepted and ended at once. */
        ACCEPT_AND_CLOSE(false),
        /** Reset when the first byte of a request comes; the origin sees nothing of it. */
        RESET_BEFORE_REQUEST(false),
        /** Reset when half of what came of a request is with the origin. */
        RESET_IN_REQUEST(false),
        /** Everything is accepted, nothing is passed on, nothing comes back. */
        BLACK_HOLE(false),
        /** The origin gets the request; then the connection is reset. */
        RESET_BEFORE_ANSWER(true),
        /** The origin gets the request; then the connection ends, where the answer should be. */
        HALF_CLOSE(true),
        /** The origin gets the request; its answer never comes. */
        SILENT_AFTER_REQUEST(true),
        /** The origin gets the request; what comes back is no HTTP. */
        GARBAGE(true),
        /** Reset in the midst of the answer's head. */
        RESET_IN_HEAD(true),
        /** Reset between the answer's head and its body. */
        RESET_AFTER_HEAD(true),
        /** Reset before the last bytes of the body. */
        RESET_IN_BODY(true),
        /** The end of the connection in place of the last bytes of the body. */
        END_IN_BODY(true),
        /** The answer stops before its last bytes, and nothing more comes. */
        STALL_IN_BODY(true),
        /** The answer comes byte by byte. */
        DRIP(true);

        private final boolean reachesOrigin;

        Fault(boolean reachesOrigin) {
            this.reachesOrigin = reachesOrigin;
        }

        /** Whether the origin gets the whole request all the same. */
        public boolean reachesOrigin() {
            return reachesOrigin;
        }
    }

    private static final int CHUNK = 64 * 1024;
    private static final int LAST_BYTES = 2;
    private static final byte[] NO_HTTP = "\u0001 garbage, not HTTP \r\n\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final int target;
    /** Bound, never listening: keeps the port while nobody listens. */
    private final Socket holder = new Socket();

    private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final int port;
    private volatile Fault fault = Fault.NONE;
    private volatile long delayNanos;
    private ServerSocket server = new ServerSocket();
    private Thread acceptor = new Thread();

    private FaultRelay(int target) throws IOException {
        this.target = target;
        holder.setReuseAddress(true);
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = holder.getLocalPort();
        listen();
    }

    /** Before the origin at that port of this machine. */
    public static FaultRelay before(int target) {
        try {
            return new FaultRelay(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** From now on. */
    public synchronized void inject(Fault next) {
        fault = next;
        try {
            if (next == Fault.REFUSE) {
                server.close();
                // The kernel still listens until whoever waits in accept has left.
                acceptor.join();
            } else if (server.isClosed()) {
                listen();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each part that passes is kept for so long, in each direction; the first of a connection, for a handshake more. */
    public void delay(Duration oneWay) {
        delayNanos = oneWay.toNanos();
    }

    /** Resets all connections that are there. */
    public void cutAll() {
        joints.forEach(Joint::reset);
    }

    private synchronized void listen() throws IOException {
        ServerSocket next = new ServerSocket();
        next.setReuseAddress(true);
        next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        server = next;
        acceptor = daemon(() -> accept(next));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-relay");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket near = from.accept();
                accepted.incrementAndGet();
                if (fault == Fault.ACCEPT_AND_CLOSE) {
                    near.close();
                } else {
                    join(near);
                }
            } catch (IOException e) {
                // It was closed, or the origin is gone: the next one may fare better.
            }
        }
    }

    private void join(Socket near) throws IOException {
        near.setTcpNoDelay(true);
        Joint joint = new Joint(near);
        joints.add(joint);
        daemon(() -> joint.run(joint::passRequests));
    }

    private void pause() {
        long nanos = delayNanos;
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }

    @FunctionalInterface
    private interface Direction {
        void pass() throws IOException;
    }

    /** A connection of the proxy, and the one to the origin that belongs to it. */
    private final class Joint {
        private final Socket near;
        private final Socket far = new Socket();
        private final long joinedNanos = System.nanoTime();
        /** Whether an answer has begun since the last byte of a request. */
        private volatile boolean inAnswer;

        Joint(Socket near) {
            this.near = near;
        }

        void run(Direction direction) {
            try {
                direction.pass();
            } catch (IOException e) {
                // One side has gone: so does the other.
            }
            end();
        }

        void passRequests() throws IOException {
            byte[] part = new byte[CHUNK];
            InputStream in = near.getInputStream();
            awaitHandshake();
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                pause();
                inAnswer = false;
                switch (fault) {
                    case RESET_BEFORE_REQUEST -> reset();
                    case RESET_IN_REQUEST -> {
                        onwards().write(part, 0, length / 2);
                        settle();
                        reset();
                    }
                    case BLACK_HOLE -> {}
                    default -> onwards().write(part, 0, length);
                }
            }
        }

        /** The kernel of this machine has answered at once; over the distance that takes a round trip. */
        private void awaitHandshake() {
            long nanos = joinedNanos + 2 * delayNanos - System.nanoTime();
            if (nanos > 0) {
                LockSupport.parkNanos(nanos);
            }
        }

        private OutputStream onwards() throws IOException {
            if (!far.isConnected()) {
                far.setTcpNoDelay(true);
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                daemon(() -> run(this::passAnswers));
            }
            return far.getOutputStream();
        }

        private void passAnswers() throws IOException {
            byte[] part = new byte[CHUNK];
            InputStream in = far.getInputStream();
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                pause();
                passAnswer(part, length);
            }
        }

        private void passAnswer(byte[] part, int length) throws IOException {
            OutputStream out = near.getOutputStream();
            switch (fault) {
                case RESET_BEFORE_ANSWER -> reset();
                case HALF_CLOSE -> near.shutdownOutput();
                case SILENT_AFTER_REQUEST, BLACK_HOLE -> {}
                case GARBAGE -> out.write(NO_HTTP);
                case RESET_IN_HEAD -> breakAfter(out, part, Math.min(length, 12), true);
                case RESET_AFTER_HEAD -> breakAfter(out, part, endOfHead(part, length), true);
                case RESET_IN_BODY -> breakAfter(out, part, length - LAST_BYTES, true);
                case END_IN_BODY -> breakAfter(out, part, length - LAST_BYTES, false);
                case STALL_IN_BODY -> {
                    if (!inAnswer) {
                        out.write(part, 0, length - LAST_BYTES);
                    }
                }
                case DRIP -> {
                    for (int i = 0; i < length; i++) {
                        out.write(part, i, 1);
                        LockSupport.parkNanos(1_000_000);
                    }
                }
                default -> out.write(part, 0, length);
            }
            inAnswer = true;
        }

        private void breakAfter(OutputStream out, byte[] part, int length, boolean byReset) throws IOException {
            out.write(part, 0, length);
            settle();
            if (byReset) {
                reset();
            } else {
                near.shutdownOutput();
            }
        }

        private static int endOfHead(byte[] part, int length) {
            int end = new String(part, 0, length, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            return end < 0 ? length : end + 4;
        }

        /** A reset drops what its receiver hasn't read yet: in the tests it shall see what came before. */
        private static void settle() {
            LockSupport.parkNanos(20_000_000);
        }

        void reset() {
            try {
                near.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            end();
        }

        private void end() {
            joints.remove(this);
            try {
                near.close();
                far.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
