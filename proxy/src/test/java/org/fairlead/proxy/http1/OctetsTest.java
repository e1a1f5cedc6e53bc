package org.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Eight octets at a time find what one at a time finds. */
class OctetsTest {
    @Test
    void findsEveryControlCharacterInEveryPlace() {
        forEveryOctetInEveryPlace((bytes, at, octet) -> {
            boolean control = (octet < 0x20 && octet != '\t') || octet == 0x7f;
            assertThat(Octets.firstControl(bytes, 1, bytes.length)).isEqualTo(control ? at : bytes.length);
        });
    }

    @Test
    void findsEveryOctetThatNoTargetHolds() {
        forEveryOctetInEveryPlace((bytes, at, octet) -> {
            boolean outside = octet <= 0x20 || octet >= 0x7f || octet == '#';
            assertThat(Octets.targetEnd(bytes, 1, bytes.length)).isEqualTo(outside ? at : bytes.length);
        });
    }

    @Test
    void findsTheFirstOfSeveral() {
        byte[] bytes = Wire.bytes("abc⇥⇥d␀¶efghi¬jkl¶ ÿ");
        assertThat(Octets.firstControl(bytes, 0, bytes.length)).isEqualTo(6);
        assertThat(Octets.firstControl(bytes, 7, bytes.length)).isEqualTo(7);
        assertThat(Octets.firstControl(bytes, 9, bytes.length)).isEqualTo(14);
        assertThat(Octets.targetEnd(bytes, 0, bytes.length)).isEqualTo(3);
    }

    @Test
    void readsHexadecimalDigitsOnly() {
        for (int octet = 0; octet < 256; octet++) {
            boolean ascii = octet < 128;
            assertThat(Octets.hexDigit((byte) octet)).isEqualTo(ascii ? Character.digit(octet, 16) : -1);
        }
    }

    private interface Check {
        void that(byte[] bytes, int at, int octet);
    }

    private static void forEveryOctetInEveryPlace(Check check) {
        for (int at = 1; at < 20; at++) {
            for (int octet = 0; octet < 256; octet++) {
                byte[] bytes = new byte[20];
                Arrays.fill(bytes, (byte) 'x');
                bytes[at] = (byte) octet;
                check.that(bytes, at, octet);
            }
        }
    }
}
