package org.fairlead.bench.load;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connections that have had one answer and then stay open, as browsers keep them. */
public final class IdleConnections implements AutoCloseable {
    private static final int ANSWER_BYTES = 16 * 1024;

    private final List<Closeable> channels = new ArrayList<>();

    private IdleConnections() {}

    /** Opens them one after the other, so that the proxy needs one connection to its origin. */
    public static IdleConnections open(Target target, int count, Request request) throws IOException {
        IdleConnections connections = new IdleConnections();
        try {
            for (int i = 0; i < count; i++) {
                if (target.http2()) {
                    connections.openHttp2(target, request);
                } else if (target.tls()) {
                    connections.openSecure(target.port(), request);
                } else {
                    connections.openOne(target.port(), request);
                }
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

    private void openHttp2(Target target, Request request) throws IOException {
        try {
            if (target.tls()) {
                SSLSocket socket = secure(target.port());
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                Http2Visit.of(socket, request, "https");
            } else {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
                channels.add(socket);
                Http2Visit.of(socket, request, "http");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS in this Java", e);
        }
    }

    private SSLSocket secure(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        channels.add(socket);
        return (SSLSocket) socket;
    }

    /** Whoever answers is believed; a handshake each, since what is measured is a connection of a client of its own. */
    private void openSecure(int port, Request request) throws IOException {
        try {
            SSLSocket socket = secure(port);
            ByteBuffer bytes = request.render();
            socket.getOutputStream().write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            var answer = io.netty.buffer.Unpooled.buffer(ANSWER_BYTES, ANSWER_BYTES);
            ResponseReader reader = new ResponseReader();
            do {
                if (answer.writeBytes(socket.getInputStream(), answer.writableBytes()) < 0) {
                    throw new IOException("closed before the end of the answer");
                }
            } while (reader.read(answer) == ResponseReader.Progress.INCOMPLETE);
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS in this Java", e);
        }
    }

    @Override
    public void close() {
        for (Closeable channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is gone either way, and the others are still to be closed.
            }
        }
    }
}
