package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One gibibyte passes, either way, through a proxy that could hold a small part of it, though the receiver is the slower one. */
class BackpressureTest {
    /** Over the other fronts a quarter, which is still more than there is memory. */
    private static final long FULL_SIZE = 1L << 30;

    private static final int BLOCK = 64 * 1024;
    /** Far less than a gibibyte, and more than what one connection may hold. */
    private static final List<String> SMALL_JVM = List.of(
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=48m",
            "-Dio.netty.maxDirectMemory=50331648",
            "-XX:+UseSerialGC",
            "-Dio.netty.leakDetection.level=simple");

    @ParameterizedTest(name = "{0} over {1}")
    @CsvSource({
        "download, HTTP1",
        "chunked download, HTTP1",
        "upload, HTTP1",
        "download, HTTP1_TLS",
        "chunked download, HTTP2_TLS",
        "upload, H2C"
    })
    void holdsBackTheSender(String direction, Front front) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL_JVM);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BackpressureTest.class.getName(),
                direction,
                front.name()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(text).endsWith("all of it\n");
        } finally {
            process.destroyForcibly();
        }
    }

    /** In the JVM of its own. */
    public static void main(String[] arguments) throws IOException {
        String direction = arguments[0];
        Front front = Front.valueOf(arguments[1]);
        long size = front == Front.HTTP1 ? FULL_SIZE : FULL_SIZE / 4;
        try (RawOrigin origin =
                        direction.equals("upload") ? sink(size) : source(size, direction.startsWith("chunked"));
                Fleet fleet = Fleet.alone(origin.port()).front(front).start();
                RawClient client = fleet.client()) {
            if (direction.equals("upload")) {
                upload(client, size);
            } else {
                download(client, size);
            }
        }
        System.out.println("all of it");
    }

    private static RawOrigin source(long size, boolean chunked) {
        return RawOrigin.of(connection -> {
            connection.readRequest();
            connection.send(
                    chunked
                            ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] block = chunked ? chunk() : new byte[BLOCK];
            for (long sent = 0; sent < size; sent += BLOCK) {
                connection.send(block);
            }
            if (chunked) {
                connection.send("0\r\n\r\n");
            }
        });
    }

    private static byte[] chunk() {
        byte[] head = (Integer.toHexString(BLOCK) + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] chunk = java.util.Arrays.copyOf(head, head.length + BLOCK + 2);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    private static RawOrigin sink(long size) {
        return RawOrigin.of(connection -> {
            connection.readHead();
            long received = connection.skip(size, () -> slowly(1));
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (received == size ? "ok" : "no"));
        });
    }

    private static void download(RawClient client, long size) throws IOException {
        client.send(RawClient.request("GET", "/"));
        byte[] block = new byte[BLOCK * 4];
        assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        for (long received = 0; received < size; ) {
            slowly(1);
            int read = client.input().readNBytes(block, 0, block.length);
            if (read == 0) {
                throw new IOException(received + " bytes");
            }
            received += read;
        }
    }

    private static void upload(RawClient client, long size) {
        client.send(RawClient.request("POST", "/", "Content-Length: " + size));
        String block = "x".repeat(BLOCK);
        for (long sent = 0; sent < size; sent += BLOCK) {
            client.send(block);
        }
        assertThat(client.read("POST").body()).isEqualTo("ok");
    }

    /** Slower than the loopback; a pause is the only way to be slow, and nothing is decided by its length. */
    private static void slowly(int millis) {
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
