package org.fairlead.proxy.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that sends and reads byte for byte. Reading waits 10 s at most. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawClient(Socket socket) throws IOException {
        this(socket, socket.getInputStream(), socket.getOutputStream());
    }

    private RawClient(Socket socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    public static RawClient connect(InetSocketAddress address) {
        return connect(address, 0);
    }

    /** @param receiveBuffer in bytes; 0: the system's */
    public static RawClient connect(InetSocketAddress address, int receiveBuffer) {
        try {
            return new RawClient(connected(address, receiveBuffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Socket connected(InetSocketAddress address, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(address, TIMEOUT_MILLIS);
        return socket;
    }

    /** By that front; {@code context} and {@code name} as for {@link #secure}. */
    static RawClient over(Front front, InetSocketAddress address, int receiveBuffer, SSLContext context, String name) {
        try {
            Socket socket = front.isSecure()
                    ? secured(connected(address, receiveBuffer), context, name, front.isHttp2() ? "h2" : "http/1.1")
                    : connected(address, receiveBuffer);
            if (!front.isHttp2()) {
                return new RawClient(socket);
            }
            Http2Conversation conversation = new Http2Conversation(socket, front.scheme());
            return new RawClient(socket, conversation.input(), conversation.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TLS, once the handshake is done; {@code name} is asked for (SNI), and checked. */
    public static RawClient secure(InetSocketAddress address, SSLContext context, String name) {
        try {
            return secureOrFail(address, context, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, for a handshake that may fail. */
    public static RawClient secureOrFail(InetSocketAddress address, SSLContext context, String name)
            throws IOException {
        return new RawClient(secured(connected(address, 0), context, name));
    }

    /** Over TLS from now on, on the same connection, of which this must not be used any more; as {@link #secure} does. */
    public RawClient secured(SSLContext context, String name) {
        try {
            return new RawClient(secured(socket, context, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same behind a header of the PROXY protocol. */
    public static RawClient secureBehind(String header, InetSocketAddress address, SSLContext context, String name) {
        try {
            Socket plain = connected(address, 0);
            plain.getOutputStream().write(header.getBytes(StandardCharsets.ISO_8859_1));
            return new RawClient(secured(plain, context, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param protocols to offer (ALPN), of which the first must be agreed on; none: nothing is offered */
    static SSLSocket secured(Socket plain, SSLContext context, String name, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(protocols);
        if (!name.matches("[0-9.]*")) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            if (protocols.length > 0 && !protocols[0].equals(socket.getApplicationProtocol())) {
                throw new IOException(socket.getApplicationProtocol() + " (expected: " + protocols[0] + ")");
            }
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        return socket;
    }

    /** What was agreed on in the handshake. */
    public SSLSession session() {
        return ((SSLSocket) socket).getSession();
    }

    /** An answer, interim or final. */
    public record Response(int status, String head, String body) {
        /** The values of all lines of that name, in order. */
        public List<String> fields(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ": ";
            return Arrays.stream(head.split("\r\n", -1))
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }

        /** The value of the only line of that name; empty where there is none. */
        public String field(String name) {
            List<String> all = fields(name);
            if (all.size() > 1) {
                throw new AssertionError(name + ": " + all + " (expected: one line at most)");
            }
            return all.isEmpty() ? "" : all.get(0);
        }
    }

    public RawClient send(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with these field lines beside Host. */
    public Response exchange(String method, String path, String... lines) {
        return send(request(method, path, lines)).read(method);
    }

    public Response get(String path, String... lines) {
        return exchange("GET", path, lines);
    }

    /** Its own port. */
    public int port() {
        return socket.getLocalPort();
    }

    public static String request(String method, String path, String... lines) {
        String fields = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: wiki.example\r\n" + fields + "\r\n";
    }

    /** The next answer, to a request of that method; the body without its chunk frames. */
    public Response read(String method) {
        try {
            String head = readUntil("\r\n\r\n");
            if (!head.startsWith("HTTP/1.1 ")) {
                throw new AssertionError("\"" + head + "\" (expected: the head of an answer)");
            }
            int status = Integer.parseInt(head.substring(9, 12));
            return new Response(status, head, body(method, status, head.toLowerCase(Locale.ROOT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(String method, int status, String head) throws IOException {
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return "";
        }
        if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
            return chunks();
        }
        int at = head.indexOf("\r\ncontent-length: ");
        if (at < 0) {
            return readToEnd();
        }
        int length = Integer.parseInt(head.substring(at + 18, head.indexOf("\r\n", at + 2)));
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException(bytes.length + " bytes of a body (expected: " + length + ")");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = readUntil("\r\n");
            if (line.isEmpty()) {
                throw new IOException("the connection ended in the midst of chunks");
            }
            int size = Integer.parseInt(line.strip(), 16);
            if (size == 0) {
                // The trailers, as they came, behind the content.
                return body + readTrailers();
            }
            body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            readUntil("\r\n");
        }
    }

    private String readTrailers() throws IOException {
        StringBuilder trailers = new StringBuilder();
        for (String line = readUntil("\r\n"); !line.equals("\r\n"); line = readUntil("\r\n")) {
            if (line.isEmpty()) {
                throw new IOException("the connection ended in the midst of trailers");
            }
            trailers.append('\n').append(line.strip());
        }
        return trailers.toString();
    }

    /** All up to and with {@code end}; what there is, where the connection ends before. */
    public String readUntil(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.length() < end.length() || read.lastIndexOf(end) != read.length() - end.length()) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** All bytes up to the connection's clean end. */
    public String readToEnd() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        in.transferTo(read);
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    public InputStream input() {
        return in;
    }

    /** Whether the proxy ends the connection cleanly, with nothing more to read. */
    public boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the proxy resets the connection, sooner or later. */
    public boolean isReset() {
        try {
            while (in.read() >= 0) {
                // What was under way.
            }
            return false;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection, so that the proxy knows that nobody waits any more. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a FIN, and goes on reading. */
    public RawClient endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
