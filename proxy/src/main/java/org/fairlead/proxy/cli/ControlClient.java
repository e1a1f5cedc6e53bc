package org.fairlead.proxy.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.config.ControlAddress;
import org.fairlead.proxy.control.Token;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the control plane of a running proxy, one connection a call. By hand, as the JDK's client speaks to no UNIX domain
 * socket and takes long to start.
 */
final class ControlClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long PATIENCE_SECONDS = 30;
    private static final int MOST_HEAD_BYTES = 16 * 1024;

    private final ControlAddress address;
    private final Token token;

    ControlClient(ControlAddress address, Token token) {
        this.address = address;
        this.token = token;
    }

    /** What came back. */
    record Reply(int status, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    Reply post(String call, Map<String, Object> body) {
        return whole("POST", call, JSON.writeValueAsString(body));
    }

    Reply get(String call) {
        return whole("GET", call, "");
    }

    private Reply whole(String method, String call, String body) {
        try (SocketChannel channel = connect()) {
            Thread patience = new Thread(() -> giveUp(channel), "patience");
            patience.setDaemon(true);
            patience.start();
            send(channel, method, call, body);
            InputStream in = Channels.newInputStream(channel);
            int status = readHead(in);
            Reply reply = new Reply(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            patience.interrupt();
            return reply;
        } catch (AsynchronousCloseException e) {
            throw new ExpectedFailure(
                    address + ": no answer within " + PATIENCE_SECONDS + " s (expected: one; see the log of the proxy)",
                    e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static void giveUp(SocketChannel channel) {
        try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            channel.close();
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands on each line until the proxy ends; or until the process does. */
    void follow(String call, Consumer<JsonNode> lines) {
        try (SocketChannel channel = connect()) {
            send(channel, "GET", call, "");
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            int status = readHead(in);
            if (status != 200) {
                throw new ExpectedFailure(
                        problems(new Reply(status, new String(in.readAllBytes(), StandardCharsets.UTF_8))));
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    lines.accept(JSON.readTree(line.toByteArray()));
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    static String problems(Reply reply) {
        StringBuilder text = new StringBuilder("refused");
        reply.json().path("problems").forEach(problem -> text.append("\n  ").append(problem.stringValue()));
        return text.toString();
    }

    private ExpectedFailure unreachable(IOException e) {
        return new ExpectedFailure(
                address + ": " + e.getMessage() + " (expected: a running Fairlead with that control address)", e);
    }

    private SocketChannel connect() throws IOException {
        SocketAddress target;
        if (address instanceof ControlAddress.Unix unix) {
            target = UnixDomainSocketAddress.of(unix.path());
        } else {
            var tcp = ((ControlAddress.Tcp) address).address();
            target = new InetSocketAddress(tcp.host(), tcp.port());
        }
        return SocketChannel.open(target);
    }

    private void send(SocketChannel channel, String method, String call, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " /api/v1/" + call + " HTTP/1.1\r\nHost: control\r\nConnection: close\r\n"
                + "Fairlead-Control: 1\r\nFairlead-Operator: " + operator() + "\r\nAuthorization: "
                + token.authorization() + "\r\n"
                + (content.length == 0 ? "" : "Content-Type: application/json\r\n") + "Content-Length: "
                + content.length + "\r\n\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(content);
        ByteBuffer bytes = ByteBuffer.wrap(whole.toByteArray());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Who sits there: the person behind sudo, where there is one. */
    private static String operator() {
        String name = System.getenv().getOrDefault("SUDO_USER", System.getProperty("user.name", "unnamed"));
        return name.replaceAll("[^!-~]", "_");
    }

    /** The status; leaves {@code in} at the body. */
    private static int readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MOST_HEAD_BYTES) {
                throw new IOException("it closed without an answer");
            }
            head.append((char) next);
        }
        String[] words = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
        if (words.length < 2 || !words[1].matches("\\d{3}")) {
            throw new IOException("it doesn't speak HTTP");
        }
        return Integer.parseInt(words[1]);
    }
}
