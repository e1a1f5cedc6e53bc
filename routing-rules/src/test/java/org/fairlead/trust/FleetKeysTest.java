package org.fairlead.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.fairlead.trust.FleetKeys.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FleetKeysTest {
    static FleetKeys keys(String... secrets) {
        return new FleetKeys(Arrays.stream(secrets)
                .map(secret -> secret.getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    private static final String OLD = "the old secret of the fleet";
    private static final String NEW = "the new secret of the fleet";

    @ParameterizedTest
    @EnumSource
    void verifiesWhatItSigned(Purpose purpose) {
        String signature = keys(NEW).sign(purpose, "message");
        assertThat(signature).matches("[A-Za-z0-9_-]{22}");
        assertThat(keys(NEW).verify(purpose, "message", signature)).isTrue();
        assertThat(keys(NEW).verify(purpose, "messages", signature)).isFalse();
        assertThat(keys(OLD).verify(purpose, "message", signature)).isFalse();
    }

    @Test
    void rotatesWithoutAMomentOfDistrust() {
        List<FleetKeys> stages = List.of(keys(OLD), keys(OLD, NEW), keys(NEW, OLD), keys(NEW));
        for (int i = 0; i + 1 < stages.size(); i++) {
            String byThis = stages.get(i).sign(Purpose.PIN, "m");
            String byNext = stages.get(i + 1).sign(Purpose.PIN, "m");
            assertThat(stages.get(i + 1).verify(Purpose.PIN, "m", byThis)).isTrue();
            assertThat(stages.get(i).verify(Purpose.PIN, "m", byNext)).isTrue();
        }
        assertThat(stages.get(3).verify(Purpose.PIN, "m", stages.get(0).sign(Purpose.PIN, "m")))
                .isFalse();
    }

    @Test
    void hasAKeyForEachPurpose() {
        for (Purpose one : Purpose.values()) {
            for (Purpose other : Purpose.values()) {
                assertThat(keys(NEW).verify(other, "m", keys(NEW).sign(one, "m")))
                        .isEqualTo(one == other);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA",
                "ääääääääääääääääääääää",
                "=",
                "\u0000"
            })
    void takesNothingForASignature(String signature) {
        assertThat(keys(NEW).verify(Purpose.HOP, "m", signature)).isFalse();
    }

    @Test
    void takesNoOtherSpellingOfASignature() {
        String signature = keys(NEW).sign(Purpose.HOP, "m");
        for (int i = 0; i < signature.length(); i++) {
            char other = signature.charAt(i) == 'A' ? 'B' : 'A';
            String changed = signature.substring(0, i) + other + signature.substring(i + 1);
            assertThat(keys(NEW).verify(Purpose.HOP, "m", changed)).isFalse();
        }
        assertThat(keys(NEW).verify(Purpose.HOP, "m", signature + "=")).isFalse();
    }

    @Test
    void refusesSecretsThatAreTooShort() {
        assertThatThrownBy(() -> keys()).hasMessageContaining("expected: one secret a line");
        assertThatThrownBy(() -> keys(NEW, "fifteen bytes..")).hasMessageContaining("16 bytes or more");
        assertThat(keys("sixteen bytes...")).isNotNull();
    }

    @Test
    void signsForManyThreads() {
        FleetKeys keys = keys(NEW);
        List<CompletableFuture<Boolean>> all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> IntStream.range(0, 500)
                        .mapToObj(i -> "message " + i)
                        .allMatch(m -> keys.verify(Purpose.HOP, m, keys.sign(Purpose.HOP, m)))))
                .toList();
        assertThat(all).allSatisfy(done -> assertThat(done.join()).isTrue());
    }
}
