package org.fairlead.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void isFoundInAnyCase(FieldName name) {
        assertThat(find(name.text())).isEqualTo(name);
        assertThat(find(name.text().toUpperCase(Locale.ROOT))).isEqualTo(name);
        assertThat(find(name.text() + "x")).isEqualTo(FieldName.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "hos",
                "hosts",
                "h\u000fst",
                "content_length",
                "a-name-longer-than-any-of-those-that-are-known"
            })
    void isOtherWhereUnknown(String name) {
        assertThat(find(name)).isEqualTo(FieldName.OTHER);
    }

    private static FieldName find(String name) {
        byte[] bytes = Ascii.bytes(": " + name + ":");
        return FieldName.of(bytes, 2, bytes.length - 1);
    }
}
