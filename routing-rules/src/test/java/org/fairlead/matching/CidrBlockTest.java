package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,         10.255.255.255,       true",
        "10.0.0.0/8,         11.0.0.0,             false",
        "10.0.0.0/8,         ::ffff:10.1.2.3,      true",
        "10.0.0.0/8,         ::10.1.2.3,           false",
        "192.0.2.7,          192.0.2.7,            true",
        "192.0.2.7,          192.0.2.6,            false",
        "192.0.2.128/25,     192.0.2.127,          false",
        "192.0.2.128/25,     192.0.2.128,          true",
        "0.0.0.0/0,          255.1.2.3,            true",
        "0.0.0.0/0,          ::1,                  false",
        "::/0,               2001:db8::1,          true",
        "::/0,               10.0.0.1,             false",
        "2001:db8::/32,      2001:db8:ffff::1,     true",
        "2001:db8::/32,      2001:db9::1,          false",
        "2001:db8::/64,      2001:db8::1:0:0:1,    true",
        "2001:db8::/64,      2001:db8:0:1::1,      false",
        "2001:db8::/65,      2001:db8::8000:0:0:1, false",
        "2001:db8::1,        2001:db8::1,          true",
        "2001:db8::1/128,    2001:db8::2,          false",
        "[2001:db8::1]/127,  2001:db8::,           true"
    })
    void holdsItsAddresses(String block, String address, boolean holds) {
        ClientAddress client = ClientAddress.parse(address).orElseThrow();
        assertThat(CidrBlock.parse(block).contains(client)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0/8",
                "::/129",
                "example.org/8",
                "10.0.0.0/a"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> CidrBlock.parse(text)).hasMessageContaining("expected: ");
    }
}
