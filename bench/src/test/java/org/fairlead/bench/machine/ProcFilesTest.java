package org.fairlead.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcFilesTest {
    private static final String STAT = """
            cpu  126579 7 10994 541065 694 1 101 115 0 0
            cpu0 62605 3 5118 271842 80 1 15 58 0 0
            cpu1 63974 4 5876 269223 614 0 86 57 0 0
            intr 12345 0 0
            ctxt 99
            """;

    @Test
    void addsUpWhatEachCoreDid() {
        Map<Integer, CoreTimes> cores = CoreTimes.parse(STAT);
        assertThat(cores.keySet()).containsExactly(0, 1);
        assertThat(cores.get(0)).isEqualTo(new CoreTimes(62605 + 3 + 5118 + 1 + 15, 271842 + 80, 58));
        assertThat(CoreTimes.sum(cores, CpuList.parse("0-1")).steal()).isEqualTo(115);
    }

    @Test
    void readsAnOldKernelWithoutSteal() {
        assertThat(CoreTimes.parse("cpu0 1 2 3 4 5 6 7\n").get(0)).isEqualTo(new CoreTimes(1 + 2 + 3 + 6 + 7, 9, 0));
    }

    @Test
    void countsFieldsFromTheEndOfTheName() {
        String line = "4242 (a) b (c) S 1 4242 4242 0 -1 4194560 900 0 3 0 31 12 7 5 20 0 1 0 100 200 300 0 0 0";
        assertThat(ProcessStat.parse(line)).isEqualTo(new ProcessStat(31 + 12, 7 + 5));
    }

    @Test
    void findsMemoryByName() {
        String status = "Name:\tnginx\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
        assertThat(ProcessTree.kibibytes(status, "VmRSS")).isEqualTo(1024);
        assertThat(ProcessTree.kibibytes(status, "VmHWM")).isEqualTo(2048);
        assertThat(ProcessTree.kibibytes("Name:\tkthreadd\n", "VmRSS")).isZero();
    }

    @Test
    void seesThisProcess() {
        ProcessTree self = ProcessTree.ofThisProcess();
        assertThat(self.cpuTicks()).isPositive();
        assertThat(self.residentKiB()).isPositive().isLessThanOrEqualTo(self.peakResidentKiB());
    }

    @Test
    void seesTheCompilersOfThisProcess() throws InterruptedException {
        ProcessTree self = ProcessTree.ofThisProcess();
        // They have had something to do since it started; they may be at it.
        for (int waited = 0; self.compilerTicks() == 0 && waited < 1000; waited++) {
            Thread.sleep(10);
        }
        assertThat(self.compilerTicks()).isPositive();
        assertThat(self.compilerTicks()).isLessThan(self.cpuTicks());
    }

    @Test
    void tellsBusyAndOthersApart() throws IOException {
        Cores cores = Cores.plan(Cores.available(), Optional.empty());
        Watch watch = Watch.start(cores, ProcessTree.ofThisProcess(), List::of);
        Conditions conditions = watch.finish();
        assertThat(conditions.steal()).isBetween(0.0, 1.0);
        assertThat(conditions.others()).isNotNegative();
    }
}
