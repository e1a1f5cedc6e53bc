package org.fairlead.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What OpenTelemetry's exporters send with, by the JDK's HTTP client: one request at a time, on the thread that asks. */
final class JdkSender implements HttpSender {
    private final HttpSenderConfig config;
    private final HttpClient client;

    private JdkSender(HttpSenderConfig config) {
        this.config = config;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.getConnectTimeout());
        if (config.getSslContext() != null) {
            builder.sslContext(config.getSslContext());
        }
        client = builder.build();
    }

    /** Made by the class loader of services. */
    public static final class Provider implements HttpSenderProvider {
        @Override
        public HttpSender createSender(HttpSenderConfig config) {
            return new JdkSender(config);
        }
    }

    private record Answer(int status, byte[] body) implements HttpResponse {
        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return body;
        }
    }

    @Override
    public void send(MessageWriter message, Consumer<HttpResponse> answered, Consumer<Throwable> failed) {
        Answer answer;
        try {
            java.net.http.HttpResponse<byte[]> response = client.send(request(message), BodyHandlers.ofByteArray());
            answer = new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            failed.accept(e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.accept(e);
            return;
        }
        if (answer.status() / 100 == 2) {
            answered.accept(answer);
        } else {
            failed.accept(new IOException(config.getEndpoint() + " answered " + answer.status()));
        }
    }

    private HttpRequest request(MessageWriter message) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(config.getEndpoint())
                .timeout(config.getTimeout())
                .header("Content-Type", config.getContentType());
        config.getHeadersSupplier()
                .get()
                .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Compressor compressor = config.getCompressor();
        if (compressor != null) {
            builder.header("Content-Encoding", compressor.getEncoding());
        }
        try (OutputStream out = compressed(compressor, body)) {
            message.writeMessage(out);
        }
        return builder.POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }

    private static OutputStream compressed(@Nullable Compressor compressor, OutputStream body) throws IOException {
        return compressor == null ? body : compressor.compress(body);
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
