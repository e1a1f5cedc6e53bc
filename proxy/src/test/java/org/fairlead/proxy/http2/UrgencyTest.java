package org.fairlead.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrgencyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u=0 | 0",
                "u=7, i | 7",
                "i, u=2 | 2",
                "i,u=2;a | 2",
                "u=1, u=5 | 5",
                "'' | 3",
                "i | 3",
                "u=8 | 3",
                "u=12 | 3",
                "u=-1 | 3",
                "u | 3",
                "nu=1 | 3",
                "a=\"u=1\" | 3"
            })
    void isReadFromADictionary(String dictionary, int urgency) {
        assertThat(Urgency.parse(new AsciiString(dictionary))).isEqualTo(urgency);
    }
}
