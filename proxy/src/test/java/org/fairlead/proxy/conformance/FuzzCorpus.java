package org.fairlead.proxy.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fairlead.proxy.downstream.ProxyHeaderFuzz;
import org.fairlead.proxy.exchange.ForwardedFuzz;
import org.fairlead.proxy.http1.ChunkedBodyFuzz;
import org.fairlead.proxy.http1.RequestHeadFuzz;
import org.fairlead.proxy.http1.ResponseHeadFuzz;
import org.fairlead.proxy.http2.RequestBlockFuzz;

/** What is fuzzed with coverage as the guide ({@code scripts/fuzz --coverage}), and what each begins with. */
enum FuzzCorpus {
    REQUEST_HEAD(RequestHeadFuzz.class, RequestHeadFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            return requests();
        }
    },
    RESPONSE_HEAD(ResponseHeadFuzz.class, ResponseHeadFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            return responses();
        }
    },
    CHUNKED_BODY(ChunkedBodyFuzz.class, ChunkedBodyFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            return Stream.concat(requests(), responses())
                    .filter(text -> text.contains("\r\n\r\n"))
                    .map(text -> text.substring(text.indexOf("\r\n\r\n") + 4))
                    .filter(body -> !body.isEmpty());
        }
    },
    FORWARDED(ForwardedFuzz.class, ForwardedFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            return Stream.of(
                    "192.0.2.1, unknown, [2001:db8::1]:47",
                    "for=192.0.2.1;proto=https;by=_a, for=\"[2001:db8::1]:_x\"",
                    "for=\"192.0.2.9, for=192.0.2.1",
                    "for=\"a\\\"b;x=\\",
                    "10.0.0.2, \"10.0.0.3\",,",
                    "for=\"" + "\\a".repeat(8000) + "\"",
                    "for=\"" + "a".repeat(16_000) + "\"");
        }
    },
    PROXY_HEADER(ProxyHeaderFuzz.class, ProxyHeaderFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            String v2 = "\r\n\r\n\0\r\nQUIT\n";
            return Stream.of(
                    "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\nGET",
                    "PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n",
                    "PROXY UNKNOWN\r\n",
                    v2 + "!\u0011\0\u000c" + "abcdefghABCD",
                    v2 + "!!\0$" + "abcdefghijklmnopABCDEFGHIJKLMNOP1234",
                    v2 + "!\u0011\0\u0014" + "abcdefghABCD" + " \0\u0005\u0001\0\0\0\0",
                    v2 + " \0\0\0");
        }
    },
    REQUEST_BLOCK(RequestBlockFuzz.class, RequestBlockFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            String head = ":method\nGET\n:scheme\nhttps\n:path\n/a?b\n:authority\nwiki.example\n";
            return Stream.of(
                    "1" + head + "cookie\na=b\ncookie\nc=d\nte\ntrailers",
                    "0" + head.replace("GET", "POST") + "content-length\n5",
                    "0" + head.replace("GET", "CONNECT") + ":protocol\nwebsocket\nsec-websocket-version\n13",
                    "1" + head + "host\nwiki.example\nx\n\npriority\nu=1,i",
                    "1" + head.replace("GET", "OPTIONS").replace("/a?b", "*"));
        }
    },
    WHOLE_PROXY(WholeProxyFuzz.class, WholeProxyFuzz::fuzzerTestOneInput) {
        @Override
        Stream<String> seeds() {
            return Stream.concat(requests().map(text -> "0" + text), responses().map(text -> "1" + text));
        }
    };

    /** Findings, each a file in the folder of its target. */
    private static final Path FINDINGS = Path.of("src/test/resources/fuzz");

    private final Class<?> target;
    private final Consumer<byte[]> run;

    FuzzCorpus(Class<?> target, Consumer<byte[]> run) {
        this.target = target;
        this.run = run;
    }

    Class<?> target() {
        return target;
    }

    void run(byte[] input) {
        run.accept(input);
    }

    /** What a fuzzer begins with, an octet a character. */
    abstract Stream<String> seeds();

    /** The seeds, and what was found before. */
    List<byte[]> inputs() throws IOException {
        List<byte[]> all = new ArrayList<>();
        seeds().forEach(text -> all.add(text.getBytes(StandardCharsets.ISO_8859_1)));
        Path folder = FINDINGS.resolve(target.getSimpleName());
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    all.add(Files.readAllBytes(file));
                }
            }
        }
        return all;
    }

    private static Stream<String> requests() {
        return small(CaseFile.all().stream().map(Case::request));
    }

    private static Stream<String> responses() {
        return small(CaseFile.all().stream().map(Case::response));
    }

    private static Stream<String> small(Stream<String> all) {
        return all.filter(text -> !text.isEmpty() && text.length() <= 2000);
    }
}
