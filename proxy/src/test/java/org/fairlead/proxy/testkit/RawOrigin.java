package org.fairlead.proxy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An origin that does to its connections, byte for byte, what a test says. A thread for each connection. */
public final class RawOrigin implements AutoCloseable {
    /** What it does with one connection; it is closed when that returns. */
    @FunctionalInterface
    public interface Script {
        void serve(Connection connection) throws IOException;
    }

    private static final int LOWEST_PORT = 12_000;
    private static final int PORTS = 20_000;
    /** Two processes begin at different ones. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 101));

    private final ServerSocket server;
    private final Script script;
    private final Optional<UnaryOperator<Socket>> tls;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private final boolean notes;

    private RawOrigin(Optional<UnaryOperator<Socket>> tls, Script script, boolean notes) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, script, notes);
    }

    private RawOrigin(InetSocketAddress at, Optional<UnaryOperator<Socket>> tls, Script script, boolean notes) {
        this.tls = tls;
        this.script = script;
        this.notes = notes;
        try {
            server = new ServerSocket(at.getPort(), 512, at.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public static RawOrigin of(Script script) {
        return new RawOrigin(Optional.empty(), script, true);
    }

    /** At that address, such as {@code 127.0.0.2}. */
    public static RawOrigin at(String address, int port, Script script) {
        return new RawOrigin(new InetSocketAddress(address, port), Optional.empty(), script, true);
    }

    /** Over TLS; {@code asks} for a certificate of those who connect. */
    public static RawOrigin secure(SSLContext context, boolean asks, Script script) {
        return secure(context, asks, List.of(), script);
    }

    /** The same, with what it takes by ALPN. */
    public static RawOrigin secure(SSLContext context, boolean asks, List<String> protocols, Script script) {
        return new RawOrigin(Optional.of(plain -> secured(plain, context, asks, protocols)), script, true);
    }

    private static Socket secured(Socket plain, SSLContext context, boolean asks, List<String> protocols) {
        try {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(asks);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols.toArray(String[]::new));
            socket.setSSLParameters(parameters);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that doesn't note what came, for tests that send without end. */
    public static RawOrigin forgetful(Script script) {
        return new RawOrigin(Optional.empty(), script, false);
    }

    /** Answers every request, whatever it is, and keeps its connections. */
    public static RawOrigin answering(String response) {
        return of(connection -> {
            while (!connection.readRequest().isEmpty()) {
                connection.send(response);
            }
        });
    }

    /**
     * A port where nobody listens. It is below those that the system gives to connections, and no second call in this process gives
     * it, so that whoever wants to listen there later can.
     */
    public static int closedPort() {
        int port;
        do {
            port = LOWEST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-origin");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.removeIf(Socket::isClosed);
                sockets.add(socket);
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                Socket spoken = tls.isPresent() ? tls.get().apply(socket) : socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Connection(socket, spoken));
        } catch (IOException e) {
            // The proxy went away, which some tests want.
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The heads and bodies that came, each as one text. */
    public List<String> requests() {
        return requests;
    }

    /** The value of the first line of that name, in any case, in the head or the trailers of {@code request}. */
    public static String field(String request, String name) {
        int at = request.toLowerCase(Locale.ROOT).indexOf("\r\n" + name.toLowerCase(Locale.ROOT) + ": ");
        if (at < 0) {
            throw new AssertionError(request + " (expected: " + name + ")");
        }
        int value = at + name.length() + 4;
        return request.substring(value, request.indexOf("\r\n", value));
    }

    public int connections() {
        return connections.get();
    }

    /** Those that neither side has closed, as far as its script has noticed. */
    public int openConnections() {
        return (int) sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection of the proxy. */
    public final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        /** @param spoken the same, or TLS over it */
        private Connection(Socket socket, Socket spoken) throws IOException {
            this.socket = socket;
            in = spoken.getInputStream();
            out = spoken.getOutputStream();
        }

        /** The next request, head and body, which is noted; empty at the end. */
        public String readRequest() throws IOException {
            String head = readHead();
            if (head.isEmpty()) {
                return "";
            }
            String request = head + readBody(head);
            if (notes) {
                requests.add(request);
            }
            return request;
        }

        /** The next request's head with its empty line; empty at the end. */
        public String readHead() throws IOException {
            return readUntil("\r\n\r\n");
        }

        private String readBody(String head) throws IOException {
            String lower = head.toLowerCase(Locale.ROOT);
            if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
                return readChunks();
            }
            int at = lower.indexOf("\r\ncontent-length: ");
            if (at < 0) {
                return "";
            }
            int length = Integer.parseInt(lower.substring(at + 18, lower.indexOf("\r\n", at + 2)));
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        private String readChunks() throws IOException {
            StringBuilder chunks = new StringBuilder();
            String size;
            do {
                size = readUntil("\r\n");
                chunks.append(size);
                int length = size.isEmpty() ? 0 : Integer.parseInt(size.strip(), 16);
                chunks.append(new String(in.readNBytes(length == 0 ? 0 : length + 2), StandardCharsets.ISO_8859_1));
            } while (!size.isEmpty() && Integer.parseInt(size.strip(), 16) > 0);
            String line;
            do {
                line = readUntil("\r\n");
                chunks.append(line);
            } while (line.length() > 2);
            return chunks.toString();
        }

        /** All up to and with {@code end}; what there is, where the connection ends before. */
        public String readUntil(String end) throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] wanted = end.getBytes(StandardCharsets.ISO_8859_1);
            while (!endsWith(read.toByteArray(), wanted)) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                read.write(next);
            }
            return read.toString(StandardCharsets.ISO_8859_1);
        }

        private static boolean endsWith(byte[] bytes, byte[] end) {
            return bytes.length >= end.length
                    && java.util.Arrays.equals(bytes, bytes.length - end.length, bytes.length, end, 0, end.length);
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Ends the connection, below TLS and without a word of it. */
        public void cut() throws IOException {
            socket.close();
        }

        /** Resets the connection when it is closed, instead of ending it. */
        public void resetAtClose() throws IOException {
            socket.setSoLinger(true, 0);
        }

        /** The next bytes, so many of them. */
        public byte[] readBytes(int length) throws IOException {
            return in.readNBytes(length);
        }

        /** Reads that many bytes and forgets them, with a pause after each part; returns how many came. */
        public long skip(long bytes, Runnable pause) throws IOException {
            byte[] part = new byte[256 * 1024];
            long skipped = 0;
            while (skipped < bytes) {
                int read = in.readNBytes(part, 0, (int) Math.min(part.length, bytes - skipped));
                if (read == 0) {
                    break;
                }
                skipped += read;
                pause.run();
            }
            return skipped;
        }

        /** Waits until the proxy ends the connection. */
        public void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // Whatever comes.
            }
        }
    }
}
