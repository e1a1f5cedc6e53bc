package org.fairlead.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.RequestHead;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.HeadWriter;
import org.fairlead.proxy.http1.HopByHop;
import org.fairlead.proxy.http1.RequestParser;
import org.fairlead.proxy.http1.ResponseParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read a head, and to write it anew without what ends here and with what a proxy adds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Benchmark)
public class HeadBenchmark {
    /** A browser's GET: ten fields, five cookies. */
    private static final byte[] REQUEST = wire("""
            GET /wiki/Albert_Einstein?useskin=vector&oldid=12345 HTTP/1.1
            Host: en.wikipedia.org
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: de,en-US;q=0.7,en;q=0.3
            Accept-Encoding: gzip, deflate, br, zstd
            Referer: https://en.wikipedia.org/wiki/Main_Page
            Connection: keep-alive
            Cookie: WMF-Last-Access=22-Nov-2026; GeoIP=DE:BE:Berlin; enwikiUserID=4711; NetworkProbeLimit=0.001; session=8f4e5d6c
            Sec-Fetch-Dest: document
            Sec-Fetch-Mode: navigate

            """);

    private static final byte[] RESPONSE = wire("""
            HTTP/1.1 200 OK
            Date: Sun, 22 Nov 2026 20:00:00 GMT
            Server: appserver
            Content-Type: text/html; charset=UTF-8
            Content-Language: en
            Content-Length: 51234
            Vary: Accept-Encoding,Cookie,Authorization
            Last-Modified: Sun, 22 Nov 2026 19:00:00 GMT
            Cache-Control: private, s-maxage=0, max-age=0, must-revalidate
            X-Request-Id: 0123456789abcdef

            """);

    private static final byte[] FORWARDED_FOR = HeadWriter.line("X-Forwarded-For", "192.0.2.7");
    private static final byte[] FORWARDED_PROTO = HeadWriter.line("X-Forwarded-Proto", "https");
    private static final byte[] FORWARDED_HOST = HeadWriter.line("X-Forwarded-Host", "en.wikipedia.org");
    private static final byte[] REQUEST_ID = HeadWriter.line("X-Request-Id", "0123456789abcdef");
    private static final byte[] TRACE =
            HeadWriter.line("traceparent", "00-54cc597f3f7e0d788e1d8c7733c53dd4-11bd13f8c3cfab85-00");
    private static final byte[] VIA = HeadWriter.line("Via", "1.1 codfw.wiki");
    private static final byte[] CDN_LOOP = HeadWriter.line("CDN-Loop", "wiki");
    private static final byte[] CONTRACT = HeadWriter.line("Fairlead-Request", "role=replica; class=read");

    private final RequestParser requests = new RequestParser(HeadLimits.DEFAULT);
    private final ResponseParser responses = new ResponseParser(HeadLimits.DEFAULT);
    private final RequestHead request = new RequestHead();
    private final RequestHead parsed = new RequestHead();
    private final ResponseHead response = new ResponseHead();
    private final HopByHop hopByHop = new HopByHop();
    private final HeadWriter writer = new HeadWriter();
    private final ByteBuf out = Unpooled.directBuffer(4096);

    private static byte[] wire(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Setup
    public void parse() {
        if (new RequestParser(HeadLimits.DEFAULT).parse(REQUEST, 0, REQUEST.length, parsed) != REQUEST.length) {
            throw new IllegalStateException("the head that is to be read isn't one");
        }
    }

    @TearDown
    public void release() {
        out.release();
    }

    @Benchmark
    public int readRequest() {
        requests.reset();
        return requests.parse(REQUEST, 0, REQUEST.length, request);
    }

    @Benchmark
    public int readResponse() {
        responses.reset();
        return responses.parse(RESPONSE, 0, RESPONSE.length, response, Method.GET);
    }

    /** From a parsed head to the bytes that go to the origin. */
    @Benchmark
    public int editRequest() {
        FieldTable fields = parsed.fields();
        hopByHop.read(fields);
        writer.requestLine(parsed);
        for (int i = 0; i < fields.count(); i++) {
            if (!hopByHop.drops(fields, i)) {
                writer.field(fields, i);
            }
        }
        writer.line(FORWARDED_FOR);
        writer.line(FORWARDED_PROTO);
        writer.line(FORWARDED_HOST);
        writer.line(REQUEST_ID);
        writer.line(TRACE);
        writer.line(VIA);
        writer.line(CDN_LOOP);
        writer.line(CONTRACT);
        writer.end(out.clear());
        return out.readableBytes();
    }
}
