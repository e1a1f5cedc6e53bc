package org.fairlead.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AsciiTest {
    @Test
    void findsCharacterInEveryPlaceAmongEveryOther() {
        for (int filler = 0; filler < 256; filler++) {
            for (int at = 0; at < 20; at++) {
                byte[] bytes = new byte[20];
                Arrays.fill(bytes, (byte) filler);
                bytes[at] = '?';
                assertThat(Ascii.indexOf(bytes, 0, 20, '?')).isEqualTo(filler == '?' ? 0 : at);
                assertThat(Ascii.indexOf(bytes, 0, at, '?')).isEqualTo(filler == '?' ? 0 : at);
            }
        }
    }

    @Test
    void looksNoFurtherThanToldTo() {
        byte[] bytes = Ascii.bytes("abcdefghijkl?");
        assertThat(Ascii.indexOf(bytes, 3, 12, '?')).isEqualTo(12);
        assertThat(Ascii.indexOf(bytes, 13, 13, '?')).isEqualTo(13);
    }
}
