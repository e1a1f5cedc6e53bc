package org.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

class JsonLineTest {
    private static final byte[] NAME = JsonLine.name("a");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonLine line = new JsonLine();

    private String text() {
        line.endLine();
        return new String(line.bytes(), 0, line.length(), StandardCharsets.US_ASCII);
    }

    /** Eight bytes are looked at together where there are as many. */
    @Test
    void saysEveryByteWhereverItStands() {
        String all =
                IntStream.range(0, 256).mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
        byte[] bytes = all.getBytes(StandardCharsets.ISO_8859_1);
        for (int start = 0; start < bytes.length; start++) {
            for (int end = start; end <= Math.min(bytes.length, start + 17); end++) {
                line.open().openText(NAME).piece(bytes, start, end).closeText();
                assertThat(JSON.readTree(text()).get("a").asString()).isEqualTo(all.substring(start, end));
                line.open().text(NAME, all.substring(start, end));
                assertThat(JSON.readTree(text()).get("a").asString()).isEqualTo(all.substring(start, end));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 1_000_000_007, -1, -10, Long.MAX_VALUE, -Long.MAX_VALUE})
    void writesANumberInItsDigits(long value) {
        line.open().number(NAME, value);

        assertThat(text()).isEqualTo("{\"a\":" + value + "}\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 12, 120, 999})
    void keepsZerosOfThreeDigits(int value) {
        line.open().openText(NAME).threeDigits(value).closeText();

        assertThat(text()).isEqualTo(String.format(java.util.Locale.ROOT, "{\"a\":\"%03d\"}\n", value));
    }
}
