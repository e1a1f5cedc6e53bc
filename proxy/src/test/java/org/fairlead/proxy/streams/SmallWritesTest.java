package org.fairlead.proxy.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Front;
import org.fairlead.proxy.testkit.RawHttp2Client;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.api.Test;

/** What streams write in one turn of the loop leaves together: a TLS record for each small frame would cost more than the frame. */
class SmallWritesTest {
    private static final int REQUESTS = 20;
    /** RFC 8446 §5.1. */
    private static final int APPLICATION_DATA = 23;

    /** Stands between client and proxy, and counts the records that the proxy sends. */
    private static final class RecordCounter implements AutoCloseable {
        private final ServerSocket server;
        private final AtomicInteger records = new AtomicInteger();

        RecordCounter(InetSocketAddress proxy) throws IOException {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            daemon(() -> {
                try (Socket client = server.accept();
                        Socket there = new Socket(proxy.getAddress(), proxy.getPort())) {
                    client.setTcpNoDelay(true);
                    daemon(() -> client.getInputStream().transferTo(there.getOutputStream()));
                    passRecords(new DataInputStream(there.getInputStream()), client);
                }
            });
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // One side has gone.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void passRecords(DataInputStream in, Socket client) throws IOException {
            byte[] head = new byte[5];
            while (true) {
                in.readFully(head);
                byte[] record = in.readNBytes(ByteBuffer.wrap(head).getShort(3) & 0xffff);
                if (head[0] == APPLICATION_DATA) {
                    records.incrementAndGet();
                }
                client.getOutputStream().write(head);
                client.getOutputStream().write(record);
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void shareRecordsOfTls() throws IOException {
        try (Fleet fleet = Fleet.alone(RawOrigin.closedPort())
                        .front(Front.HTTP2_TLS)
                        .start();
                RecordCounter counter = new RecordCounter(fleet.frontAddress("eqiad"));
                RawHttp2Client client = Front.HTTP2_TLS.connectForFrames(counter.address())) {
            assertThat(client.get(Fleet.HEALTH_PATH).status).isEqualTo(200);
            int before = counter.records.get();
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            int last = 0;
            for (int i = 0; i < REQUESTS; i++) {
                last = client.open();
                requests.writeBytes(RawHttp2Client.frameBytes(
                        RawHttp2Client.HEADERS,
                        RawHttp2Client.END_STREAM | RawHttp2Client.END_HEADERS,
                        last,
                        RawHttp2Client.block(RawHttp2Client.request("GET", Fleet.HEALTH_PATH))));
            }
            client.bytes(requests.toByteArray());

            for (int stream = last; stream > last - 2 * REQUESTS; stream -= 2) {
                assertThat(client.answer(stream).body()).isEqualTo("ok\n");
            }
            // Forty frames; the requests may come in two reads, and settings be acknowledged between.
            assertThat(counter.records.get() - before).isLessThanOrEqualTo(4);
        }
    }
}
