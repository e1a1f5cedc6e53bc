package org.fairlead.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.message.Ascii;
import org.fairlead.message.RequestHead;
import org.fairlead.message.RequestHeadBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
    private final HostName name = new HostName();

    @ParameterizedTest
    @CsvSource({
        "en.wikipedia.org,        en.wikipedia.org",
        "EN.Wikipedia.ORG,        en.wikipedia.org",
        "en.wikipedia.org.,       en.wikipedia.org",
        "en.wikipedia.org:8080,   en.wikipedia.org",
        "En.wikipedia.org.:8080,  en.wikipedia.org",
        "en.wikipedia.org..,      en.wikipedia.org.",
        "192.0.2.7:80,            192.0.2.7",
        "[2001:DB8::1]:80,        [2001:db8::1]",
        "[2001:DB8::1],           [2001:db8::1]"
    })
    void hasOneNormalForm(String authority, String normal) {
        RequestHead head =
                RequestHeadBuilder.request("GET", "https://" + authority + "/").build();
        name.of(head);
        assertThat(name).hasToString(normal);
        assertThat(name.is(Ascii.bytes(normal))).isTrue();
        assertThat(name.is(Ascii.bytes("x" + normal))).isFalse();
        assertThat(HostName.normal(head.hostText())).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({"300", "5000"})
    void hasRoomForAnyLength(int length) {
        String host = "A".repeat(length);
        name.of(RequestHeadBuilder.request("GET", "https://" + host + "/").build());
        assertThat(name).hasToString("a".repeat(length));
    }
}
