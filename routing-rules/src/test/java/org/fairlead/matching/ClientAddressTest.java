package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    192.0.2.7,            192.0.2.7
                    0.0.0.0,              0.0.0.0
                    255.255.255.255,      255.255.255.255
                    ::ffff:192.0.2.7,     192.0.2.7
                    [::ffff:c000:207],    192.0.2.7
                    2001:DB8::1,          2001:db8:0:0:0:0:0:1
                    2001:0db8::0001,      2001:db8:0:0:0:0:0:1
                    64:ff9b::192.0.2.33,  64:ff9b:0:0:0:0:c000:221
                    [2001:db8::1],        2001:db8:0:0:0:0:0:1
                    ::,                   0:0:0:0:0:0:0:0
                    """)
    void readsLiterals(String text, String normal) {
        assertThat(ClientAddress.parse(text)).map(ClientAddress::toString).contains(normal);
    }

    /** Many of these would be looked up as names by the JDK: on an event loop, for whoever sends a field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "localhost",
                "_hidden",
                "999.1.1.1",
                "256.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "1..2.3",
                "1.2.3.",
                "01.2.3.4",
                "1.2.3.04",
                "1.2.3.4:80",
                "[1.2.3.4]",
                "0x7f.0.0.1",
                "٣.2.3.4",
                ".::",
                ":",
                ":::",
                "[]",
                "[",
                "2001:db8::1%eth0",
                "[2001:db8::1]:443",
                "2001:db8::g",
                "20:01db8::1",
                "2001:db8::00001",
                "::ffff:192.0.2.01",
                "::ffff:192.0.2",
                "1:2:3:4:5:6:7:8:9"
            })
    void takesNothingElse(String text) {
        assertThat(ClientAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    192.0.2.7,       192.0.2.8,                false
                    192.0.2.7,       ::ffff:192.0.2.7,         true
                    2001:db8::1,     2001:db8::ffff:0:0:1,     true
                    2001:db8:0:1::,  2001:db8:0:2::,           false
                    """)
    void knowsOneSubscriberByTheAddressOrTheSlash64(String one, String other, boolean same) {
        assertThat(key(one) == key(other)).isEqualTo(same);
    }

    private static long key(String text) {
        return ClientAddress.parse(text).orElseThrow().networkKey();
    }

    @Test
    void isTheSameFromASocketAsFromText() throws UnknownHostException {
        InetAddress four = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) 200});
        assertThat(ClientAddress.parse("10.0.0.200")).contains(ClientAddress.of(four));
        InetAddress six = InetAddress.getByName("[2001:db8::7]");
        assertThat(ClientAddress.parse("2001:db8::7")).contains(ClientAddress.of(six));
    }
}
