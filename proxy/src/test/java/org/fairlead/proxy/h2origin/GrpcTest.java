package org.fairlead.proxy.h2origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.CertificateFiles;
import org.fairlead.config.ClientLimits;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.Pki;
import org.fairlead.proxy.testkit.RawOrigin;
import org.fairlead.routing.Effect;
import org.fairlead.routing.Rule;
import org.fairlead.routing.TreatedAs;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real client and a real server of gRPC, and a proxy between them. */
class GrpcTest {
    private static final Rule READS = new Rule(
            "calls that only read",
            Optional.empty(),
            new Condition.All(List.of(
                    new Condition.MethodIs(List.of("POST")),
                    new Condition.PathIs(List.of(Glob.path("/echo.Echo/Co*", false))))),
            List.of(new Effect.TreatAs(TreatedAs.READ)));

    private static ManagedChannel plain(Fleet fleet, String datacenter) {
        return builder(fleet.at(datacenter)).usePlaintext().build();
    }

    private static NettyChannelBuilder builder(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address).overrideAuthority("wiki.example");
    }

    /** What came of a call, in its order. */
    private static final class Heard implements StreamObserver<String> {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void onNext(String message) {
            events.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            events.add(Status.fromThrowable(cause).getCode().name());
        }

        @Override
        public void onCompleted() {
            events.add("OK");
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        }
    }

    private static void allKindsOfCalls(ManagedChannel channel) throws InterruptedException {
        assertThat(ClientCalls.blockingUnaryCall(channel, EchoServer.UNARY, CallOptions.DEFAULT, "hello"))
                .isEqualTo("eqiad hello");
        List<String> counted = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, EchoServer.COUNT, CallOptions.DEFAULT, "500")
                .forEachRemaining(counted::add);
        assertThat(counted).hasSize(500).startsWith("0", "1").endsWith("499");

        Heard collected = new Heard();
        StreamObserver<String> asking = ClientCalls.asyncClientStreamingCall(
                channel.newCall(EchoServer.COLLECT, CallOptions.DEFAULT), collected);
        for (String part : List.of("a", "b", "c")) {
            asking.onNext(part);
        }
        asking.onCompleted();
        assertThat(collected.next()).isEqualTo("abc");
        assertThat(collected.next()).isEqualTo("OK");

        Heard chatted = new Heard();
        StreamObserver<String> chat =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(EchoServer.CHAT, CallOptions.DEFAULT), chatted);
        for (int i = 0; i < 20; i++) {
            chat.onNext("m" + i);
            // Each is answered before the next is sent: nothing may wait anywhere.
            assertThat(chatted.next()).isEqualTo("re: m" + i);
        }
        chat.onCompleted();
        assertThat(chatted.next()).isEqualTo("OK");

        StatusRuntimeException failed = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(channel, EchoServer.FAIL, CallOptions.DEFAULT, "thing"));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failed.getStatus().getDescription()).isEqualTo("no thing");
    }

    @Test
    void allKindsOfCallsPass() throws InterruptedException {
        try (EchoServer server = new EchoServer("eqiad", Optional.empty());
                Fleet fleet = Fleet.alone(server.port()).pool(Pools.HTTP2).start()) {
            ManagedChannel channel = plain(fleet, "eqiad");
            allKindsOfCalls(channel);
            channel.shutdownNow();
        }
    }

    @Test
    void overTlsOnBothSides(@TempDir Path folder) throws Exception {
        Pki pki = new Pki(folder);
        CertificateFiles files = pki.store("both", pki.issueFor("127.0.0.1", "wiki.example"));
        try (EchoServer server = new EchoServer("eqiad", Optional.of(files));
                Fleet fleet = Fleet.alone(server.port())
                        .pool(Pools.HTTP2)
                        .originTls(pki.trusting())
                        .tls(Pki.listener(files))
                        .start()) {
            ManagedChannel channel = builder(fleet.at("eqiad"))
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(pki.rootFile().toFile())
                            .build())
                    .build();
            allKindsOfCalls(channel);
            channel.shutdownNow();
        }
    }

    @Test
    void aDeadlineReachesTheServer() {
        try (EchoServer server = new EchoServer("eqiad", Optional.empty());
                Fleet fleet = Fleet.alone(server.port()).pool(Pools.HTTP2).start()) {
            ManagedChannel channel = plain(fleet, "eqiad");
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            channel,
                            EchoServer.NEVER,
                            CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                            "x"))
                    .hasMessageContaining("DEADLINE_EXCEEDED");
            await().until(() -> server.cancelled.get() == 1);
            channel.shutdownNow();
        }
    }

    @Test
    void aCancelReachesTheServer() throws InterruptedException {
        try (EchoServer server = new EchoServer("eqiad", Optional.empty());
                Fleet fleet = Fleet.alone(server.port()).pool(Pools.HTTP2).start()) {
            ManagedChannel channel = plain(fleet, "eqiad");
            Heard heard = new Heard();
            StreamObserver<String> chat =
                    ClientCalls.asyncBidiStreamingCall(channel.newCall(EchoServer.CHAT, CallOptions.DEFAULT), heard);
            chat.onNext("a");
            assertThat(heard.next()).isEqualTo("re: a");
            chat.onError(Status.CANCELLED.asRuntimeException());
            assertThat(heard.next()).isEqualTo("CANCELLED");
            await().until(() -> server.cancelled.get() == 1);
            await().until(() -> fleet.metrics("eqiad").contains("fairlead_exchanges 0.0"));
            channel.shutdownNow();
        }
    }

    /** A call whose client says nothing for long isn't a slow attack. */
    @Test
    void aQuietCallIsLeftAlone() throws InterruptedException {
        ClientLimits.Pace pace = new ClientLimits.Pace(1000, Duration.ofMillis(300));
        try (EchoServer server = new EchoServer("eqiad", Optional.empty());
                Fleet fleet = Fleet.alone(server.port())
                        .pool(Pools.HTTP2)
                        .clients(new ClientLimits(
                                ClientLimits.UNLIMITED, List.of(), ClientLimits.UNLIMITED, 32, pace, 0))
                        .start()) {
            ManagedChannel channel = plain(fleet, "eqiad");
            Heard heard = new Heard();
            StreamObserver<String> chat =
                    ClientCalls.asyncBidiStreamingCall(channel.newCall(EchoServer.CHAT, CallOptions.DEFAULT), heard);
            chat.onNext("a");
            assertThat(heard.next()).isEqualTo("re: a");
            assertThat(heard.events.poll(1500, TimeUnit.MILLISECONDS)).isNull();
            chat.onNext("b");
            assertThat(heard.next()).isEqualTo("re: b");
            chat.onCompleted();
            assertThat(heard.next()).isEqualTo("OK");
            channel.shutdownNow();
        }
    }

    /** The client maps the status of our refusal, as gRPC's mapping of HTTP says. */
    @Test
    void aRefusalOfOursIsUnavailable() throws IOException {
        int port = RawOrigin.closedPort();
        try (Fleet fleet = Fleet.alone(port).pool(Pools.HTTP2).start()) {
            ManagedChannel channel = plain(fleet, "eqiad");
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(channel, EchoServer.UNARY, CallOptions.DEFAULT, "x"));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            channel.shutdownNow();
        }
    }

    @Test
    void aServerThatStopsLosesNoCallThatItDidNotTake() {
        try (EchoServer first = new EchoServer("eqiad", Optional.empty());
                EchoServer second = new EchoServer("eqiad", Optional.empty());
                Fleet fleet = Fleet.alone(first.port(), second.port())
                        .pool(Pools.HTTP2)
                        .start()) {
            ManagedChannel channel = plain(fleet, "eqiad");
            for (int i = 0; i < 60; i++) {
                if (i == 30) {
                    first.leave();
                }
                assertThat(ClientCalls.blockingUnaryCall(channel, EchoServer.UNARY, CallOptions.DEFAULT, "" + i))
                        .isEqualTo("eqiad " + i);
            }
            assertThat(first.calls.size() + second.calls.size()).isEqualTo(60);
            channel.shutdownNow();
        }
    }

    @Nested
    class InTwoDatacenters {
        /** POST is a write, so that a call goes home, unless a rule says of its path that it only reads. */
        @Test
        void callsAreWritesButForThoseThatARuleKnows() {
            try (EchoServer eqiad = new EchoServer("eqiad", Optional.empty());
                    EchoServer codfw = new EchoServer("codfw", Optional.empty());
                    Fleet fleet = Fleet.plan()
                            .datacenter("eqiad", eqiad.port())
                            .datacenter("codfw", codfw.port())
                            .pool(Pools.HTTP2)
                            .rules(READS)
                            .start()) {
                ManagedChannel channel = plain(fleet, "codfw");
                assertThat(ClientCalls.blockingUnaryCall(channel, EchoServer.UNARY, CallOptions.DEFAULT, "x"))
                        .isEqualTo("eqiad x");
                List<String> counted = new ArrayList<>();
                ClientCalls.blockingServerStreamingCall(channel, EchoServer.COUNT, CallOptions.DEFAULT, "3")
                        .forEachRemaining(counted::add);
                assertThat(counted).containsExactly("0", "1", "2");
                assertThat(codfw.calls).as("calls at the replica").containsExactly("Count 3");
                assertThat(eqiad.calls).containsExactly("Unary x");
                assertThat(fleet.metrics("codfw")).contains("fairlead_upstream_http2_connections 2.0");
                channel.shutdownNow();
            }
        }
    }
}
