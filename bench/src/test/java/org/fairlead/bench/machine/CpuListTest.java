package org.fairlead.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0        | 0
                    0-2,5    | 0,1,2,5
                    5,0-1    | 0,1,5
                    3,3      | 3
                    """)
    void readsWhatTheKernelWrites(String text, String cores) {
        assertThat(CpuList.parse(text)).hasToString(cores);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1-", "0,,2", "-1"})
    void refusesWhatIsNoList(String text) {
        assertThatThrownBy(() -> CpuList.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a list such as 0-2,5");
    }

    @Test
    void givesTheProxyTheFirstCoreAndTheOthersTheRest() {
        Cores cores = Cores.plan(CpuList.parse("2-5"), Optional.empty());
        assertThat(cores.proxy()).isEqualTo(new CpuList(List.of(2)));
        assertThat(cores.rest()).isEqualTo(CpuList.parse("3-5"));
        assertThat(cores.areShared()).isFalse();
    }

    @Test
    void sharesTheOnlyCore() {
        assertThat(Cores.plan(CpuList.parse("0"), Optional.empty()).areShared()).isTrue();
    }

    @Test
    void refusesCoresThatAreNotThere() {
        assertThatThrownBy(() -> Cores.plan(CpuList.parse("0-1"), Optional.of(CpuList.parse("2"))))
                .hasMessage("cores: \"2\" (expected: some of 0,1)");
    }
}
