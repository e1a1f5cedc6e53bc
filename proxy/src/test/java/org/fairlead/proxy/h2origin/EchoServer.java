package org.fairlead.proxy.h2origin;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.fairlead.config.CertificateFiles;

/** A real server of gRPC, whose messages are bytes, so that nothing has to be generated. */
final class EchoServer implements AutoCloseable {
    private static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                stream.transferTo(bytes);
                return bytes.toString(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    static final MethodDescriptor<String, String> COLLECT = method("Collect", MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> COUNT = method("Count", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);
    static final MethodDescriptor<String, String> FAIL = method("Fail", MethodType.UNARY);
    static final MethodDescriptor<String, String> NEVER = method("Never", MethodType.UNARY);

    private final Server server;
    private final String name;
    final List<String> calls = new CopyOnWriteArrayList<>();
    final AtomicInteger cancelled = new AtomicInteger();

    EchoServer(String name, Optional<CertificateFiles> tls) {
        this.name = name;
        try {
            NettyServerBuilder builder =
                    NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            if (tls.isPresent()) {
                builder.sslContext(GrpcSslContexts.forServer(
                                tls.get().certificate().toFile(),
                                tls.get().key().toFile())
                        .build());
            }
            server = builder.addService(service()).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder(TEXT, TEXT)
                .setType(type)
                .setFullMethodName("echo.Echo/" + name)
                .build();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("echo.Echo")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                .addMethod(COLLECT, ServerCalls.asyncClientStreamingCall(this::collect))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(this::count))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                .addMethod(FAIL, ServerCalls.asyncUnaryCall(this::fail))
                .addMethod(NEVER, ServerCalls.asyncUnaryCall(this::never))
                .build();
    }

    private void unary(String request, StreamObserver<String> answer) {
        calls.add("Unary " + request);
        answer.onNext(name + " " + request);
        answer.onCompleted();
    }

    private StreamObserver<String> collect(StreamObserver<String> answer) {
        StringBuilder all = new StringBuilder();
        return new Each(all::append) {
            @Override
            public void onCompleted() {
                answer.onNext(all.toString());
                answer.onCompleted();
            }
        };
    }

    private void count(String request, StreamObserver<String> answer) {
        calls.add("Count " + request);
        for (int i = 0; i < Integer.parseInt(request); i++) {
            answer.onNext(Integer.toString(i));
        }
        answer.onCompleted();
    }

    private StreamObserver<String> chat(StreamObserver<String> answer) {
        ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(cancelled::incrementAndGet);
        return new Each(message -> answer.onNext("re: " + message)) {
            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    private void fail(String request, StreamObserver<String> answer) {
        answer.onError(Status.NOT_FOUND.withDescription("no " + request).asRuntimeException());
    }

    private void never(String request, StreamObserver<String> answer) {
        calls.add("Never " + request);
        ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(cancelled::incrementAndGet);
    }

    /** Takes no more calls, and ends connections once those under way have. */
    void leave() {
        server.shutdown();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private abstract static class Each implements StreamObserver<String> {
        private final Consumer<String> action;

        Each(Consumer<String> action) {
            this.action = action;
        }

        @Override
        public void onNext(String message) {
            action.accept(message);
        }

        @Override
        public void onError(Throwable cause) {}
    }
}
