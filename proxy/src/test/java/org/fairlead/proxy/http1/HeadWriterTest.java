package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.message.ResponseHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {
    private static final byte[] X = HeadWriter.name("X");

    private final HeadWriter writer = new HeadWriter();

    @ParameterizedTest
    @MethodSource("requests")
    void rendersRequest(String received, String rendered) {
        byte[] bytes = Wire.bytes(received);
        RequestHead head = new RequestHead();
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        assertThat(parser.parse(bytes, 0, bytes.length, head)).isEqualTo(bytes.length);
        writer.requestLine(head);
        for (int i = 0; i < head.fields().count(); i++) {
            writer.field(head.fields(), i);
        }
        assertThat(end()).isEqualTo(rendered);
    }

    static Stream<Arguments> requests() {
        return Wire.table("""
            GET / HTTP/1.1¶Host: a¶¶                     => GET / HTTP/1.1¶Host: a¶¶
            GET /a?b?c HTTP/1.0¶Host:a¶X:⇥ b c ⇥¶Y:¶¶    => GET /a?b?c HTTP/1.1¶Host: a¶X: b c¶Y: ¶¶
            GET /? HTTP/1.1¶hOsT:  a¶¶                   => GET /? HTTP/1.1¶hOsT: a¶¶
            GET http://b/x?y HTTP/1.1¶Host: a¶¶          => GET /x?y HTTP/1.1¶Host: a¶¶
            GET http://b?y HTTP/1.1¶Host: a¶¶            => GET /?y HTTP/1.1¶Host: a¶¶
            GET http://b HTTP/1.1¶Host: a¶¶              => GET / HTTP/1.1¶Host: a¶¶
            OPTIONS http://b HTTP/1.1¶Host: a¶¶          => OPTIONS * HTTP/1.1¶Host: a¶¶
            OPTIONS http://b/ HTTP/1.1¶Host: a¶¶         => OPTIONS / HTTP/1.1¶Host: a¶¶
            OPTIONS * HTTP/1.1¶Host: a¶¶                 => OPTIONS * HTTP/1.1¶Host: a¶¶
            PURGE /%zz HTTP/1.1¶Host: a¶¶                => PURGE /%zz HTTP/1.1¶Host: a¶¶
            """);
    }

    @Test
    void rendersResponseWithItsReason() {
        byte[] bytes = Wire.bytes("HTTP/1.0 299 Très odd¶X : y¶¶");
        ResponseHead head = new ResponseHead();
        assertThat(new ResponseParser(HeadLimits.DEFAULT).parse(bytes, 0, bytes.length, head, Method.GET))
                .isPositive();
        writer.statusLine(head);
        writer.field(head.fields(), 0);
        assertThat(end()).isEqualTo("HTTP/1.1 299 Très odd¶X: y¶¶");
    }

    @Test
    void rendersStatusesWithUsualReasons() {
        assertThat(status(200)).isEqualTo("HTTP/1.1 200 OK¶¶");
        assertThat(status(431)).isEqualTo("HTTP/1.1 431 Request Header Fields Too Large¶¶");
        assertThat(status(599)).isEqualTo("HTTP/1.1 599 ¶¶");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.statusLine(600));
    }

    @Test
    void rendersFieldsOfEveryKind() {
        writer.requestLine(Wire.bytes("GET /health"));
        writer.field(X, "text");
        writer.field(X, 0);
        writer.field(X, Long.MAX_VALUE);
        writer.field(X, Wire.bytes("bytes"));
        writer.field(X, Wire.bytes("a part"), 2, 6);
        writer.line(HeadWriter.line("Connection", "close"));
        writer.beginField(X);
        writer.part("1.1 ");
        writer.part(Wire.bytes("name"), 0, 4);
        writer.endField();
        assertThat(end())
                .isEqualTo("GET /health HTTP/1.1¶X: text¶X: 0¶X: 9223372036854775807¶X: bytes¶X: part¶"
                        + "Connection: close¶X: 1.1 name¶¶");
    }

    @Test
    void rendersFraming() {
        writer.statusLine(200);
        writer.framing(BodyFraming.length(10));
        writer.framing(BodyFraming.CHUNKED);
        writer.framing(BodyFraming.NONE);
        writer.framing(BodyFraming.UNTIL_CLOSE);
        assertThat(end()).isEqualTo("HTTP/1.1 200 OK¶Content-Length: 10¶Transfer-Encoding: chunked¶¶");
    }

    @Test
    void growsWithLargeHeads() {
        writer.statusLine(200);
        writer.field(X, "y".repeat(50_000));
        assertThat(end()).hasSize(50_000 + "HTTP/1.1 200 OK¶X: ¶¶".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "\0", "\u007f", "é", "\r\nSet-Cookie: x"})
    void refusesToWriteWhatSplitsOrBreaksTheHead(String value) {
        writer.statusLine(200);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.field(X, value));
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.line("X", value));
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.name(value));
    }

    @Test
    void discardsWhatWasNotEnded() {
        writer.statusLine(200);
        writer.field(X, "lost");
        assertThat(status(204)).isEqualTo("HTTP/1.1 204 No Content¶¶");
    }

    @Test
    void rendersChunks() {
        ByteBuf out = Unpooled.buffer();
        ChunkWriter.begin(out, 1);
        ChunkWriter.begin(out, 16);
        ChunkWriter.begin(out, 0x1234abc);
        ChunkWriter.begin(out, Integer.MAX_VALUE);
        ChunkWriter.end(out);
        ChunkWriter.lastChunk(out);
        assertThat(text(out)).isEqualTo("1¶10¶1234abc¶7fffffff¶¶0¶¶");
        assertThatIllegalArgumentException().isThrownBy(() -> ChunkWriter.begin(Unpooled.EMPTY_BUFFER, 0));
    }

    @Test
    void rendersTrailersThatMayGoOn() {
        byte[] bytes = Wire.bytes("GET / HTTP/1.0¶Connection: b¶A:  b¶B: c¶¶");
        RequestHead head = new RequestHead();
        assertThat(new RequestParser(HeadLimits.DEFAULT).parse(bytes, 0, bytes.length, head))
                .isPositive();
        HopByHop hopByHop = new HopByHop();
        hopByHop.read(head.fields());
        ByteBuf out = Unpooled.buffer();
        ChunkWriter.lastChunk(out, head.fields(), hopByHop);
        assertThat(text(out)).isEqualTo("0¶A: b¶¶");
    }

    private String status(int status) {
        writer.statusLine(status);
        return end();
    }

    private String end() {
        ByteBuf out = Unpooled.buffer();
        writer.end(out);
        return text(out);
    }

    private static String text(ByteBuf out) {
        String text = out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "¶");
        out.release();
        return text;
    }
}
