package org.fairlead.proxy.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {
    @TempDir
    Path folder;

    private Socket manager;

    @BeforeEach
    void listen() throws IOException {
        assumeTrue(Epoll.isAvailable(), "no epoll");
        manager = Socket.newSocketDomainDgram();
        manager.bind(new DomainSocketAddress(folder.resolve("notify").toString()));
    }

    @AfterEach
    void close() throws IOException {
        manager.close();
    }

    private String received() throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(256);
        int length = Math.max(0, manager.recv(message, 0, message.capacity()));
        byte[] bytes = new byte[length];
        message.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void isToldOfTheStartAndTheEnd() {
        ServiceManager told = ServiceManager.of(
                Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString()));

        told.ready();
        await().untilAsserted(() -> assertThat(received()).startsWith("READY=1\n"));
        told.stopping();
        await().untilAsserted(() -> assertThat(received()).startsWith("STOPPING=1\n"));
    }

    @Test
    void isLeftAloneWhereItDoesNotAsk() throws IOException {
        ServiceManager.of(Map.of()).ready();

        assertThat(received()).isEmpty();
    }

    @Test
    void thatIsGoneDoesNotStopTheProxy() {
        ServiceManager.of(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString()))
                .ready();
    }
}
