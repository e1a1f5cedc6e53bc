package org.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrkTest {
    private static final String QUIET = """
            Running 2s test @ http://127.0.0.1:18100/wiki/Foo
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.01ms  100.00us   5.00ms   90.00%
                Req/Sec    63.00k     1.00k   64.00k    70.00%
              125000 requests in 2.00s, 150.00MB read
            Requests/sec:  62500.00
            Transfer/sec:     75.00MB
            """;

    @Test
    void countsAnswers() throws IOException {
        Wrk.Answers answers = Wrk.parse(QUIET);
        assertThat(answers).isEqualTo(new Wrk.Answers(125000, 0, 2));
        assertThat(answers.perSecond()).isEqualTo(62500);
        assertThat(answers.failedPerMille()).isZero();
    }

    @Test
    void countsEveryKindOfFailure() throws IOException {
        Wrk.Answers answers = Wrk.parse("""
                990 requests in 500.00ms, 1MB read
                  Socket errors: connect 1, read 2, write 3, timeout 4
                  Non-2xx or 3xx responses: 5
                """);
        assertThat(answers).isEqualTo(new Wrk.Answers(990, 15, 0.5));
    }

    @Test
    void refusesWhatWrkDoesNotSay() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).hasMessageContaining("expected: \"N requests in Ts\"");
    }

    @Test
    void letsWrkRenderASingleRequest() {
        assertThat(WrkScript.of(List.of(Request.post("a.example", "/x", 3).with("Cookie", "a=\"b\""))))
                .isEqualTo("""
                        wrk.method = "POST"
                        wrk.headers["Host"] = "a.example"
                        wrk.headers["Cookie"] = "a=\\"b\\""
                        wrk.body = string.rep("x", 3)
                        """);
    }

    @Test
    void rendersSeveralRequestsOnce() {
        String script = WrkScript.of(List.of(Request.get("a", "/"), Request.post("a", "/x", 9)));
        assertThat(script)
                .contains("r[#r + 1] = \"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n\"\n")
                .contains(
                        "\"POST /x HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 9\\r\\n\\r\\n\" .. string.rep(\"x\", 9)");
    }

    @Test
    void rendersForTheOpenLoopAsForWrk() {
        assertThat(new String(Request.post("a", "/x", 2).render().array(), StandardCharsets.US_ASCII))
                .isEqualTo("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxx");
    }
}
