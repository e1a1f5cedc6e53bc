package org.fairlead.matching;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegexTest {
    /** Each letter is a byte; those from 0x80 on begin or continue no character of UTF-8 where they stand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c3rollback",
                "\u00e0rollback",
                "\u00f0rollback",
                "\u00ffrollback",
                "\u0080rollback",
                "rollback\u00c3",
                "rollback\u00e2\u0080",
                "\u00ed\u00a0\u0080rollback"
            })
    void bytesThatAreNotUtf8HideNothing(String bytes) {
        assertThat(matches(".*rollback.*", bytes.getBytes(ISO_8859_1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true\u00c3", "true\u00e0\u0080", "true\u00ff", "\u00fftrue"})
    void bytesThatAreNotUtf8AreNotPassedOver(String bytes) {
        assertThat(matches("true", bytes.getBytes(ISO_8859_1))).isFalse();
    }

    @Test
    void aCharacterIsOneHoweverManyBytesItHas() {
        assertThat(matches("/Sp.cial", "/Sp\u00e9cial".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(matches("/Sp\u00e9cial", "/Sp\u00e9cial".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static boolean matches(String expression, byte[] value) {
        byte[] within = new byte[value.length + 2];
        System.arraycopy(value, 0, within, 1, value.length);
        return Regex.compile(expression, false).matches(within, 1, 1 + value.length);
    }
}
