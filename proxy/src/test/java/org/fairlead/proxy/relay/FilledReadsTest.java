package org.fairlead.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.OverEveryFront;
import org.fairlead.proxy.testkit.RawClient;
import org.fairlead.proxy.testkit.RawOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What fills the buffers of reads to their last byte, and is followed by silence, arrives whole: the kernel tells of it once, and
 * nothing that comes later would.
 */
@OverEveryFront
class FilledReadsTest {
    /** So that buffers have grown. */
    private static final int TIMES = 4;

    @ParameterizedTest
    @ValueSource(ints = {1024, 5119, 5120, 5121, 10_240, 64_512, 65_536, 65_537, 129_024, 131_072, 1_048_576})
    void ofAnAnswer(int bytes) {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: %07d\r\n\r\n";
        int length = bytes - head.formatted(0).length();
        String answer = head.formatted(length) + "a".repeat(length);
        try (RawOrigin origin = RawOrigin.answering(answer);
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < TIMES; i++) {
                assertThat(client.get("/").body()).hasSize(length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 5119, 5120, 5121, 10_240, 64_512, 65_536, 65_537, 129_024, 131_072, 1_048_576})
    void ofARequest(int bytes) {
        String head = "POST / HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: %07d\r\n\r\n";
        int length = bytes - head.formatted(0).length();
        try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fleet fleet = Fleet.alone(origin.port()).start();
                RawClient client = fleet.client()) {
            for (int i = 0; i < TIMES; i++) {
                client.send(head.formatted(length) + "a".repeat(length));
                assertThat(client.read("POST").body()).isEqualTo("hi");
            }
            assertThat(origin.requests())
                    .hasSize(TIMES)
                    .allSatisfy(request -> assertThat(request).endsWith("a".repeat(length)));
        }
    }
}
