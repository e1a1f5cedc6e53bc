package org.fairlead.bench.scenario;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.fairlead.bench.machine.Command;

/** What of a JVM's heap is in use after a collection, by jcmd of the same JDK or another. */
final class LiveHeap {
    private LiveHeap() {}

    /** Empty where there is no jcmd, or it is refused. */
    static OptionalDouble kibibytes(long pid) throws IOException {
        var jcmd = Command.find("jcmd");
        if (jcmd.isEmpty()) {
            return OptionalDouble.empty();
        }
        // The histogram counts live objects only, and so collects first; its last line has the sum.
        return total(Command.output(List.of(jcmd.get().toString(), String.valueOf(pid), "GC.class_histogram")));
    }

    /** From a line such as {@code Total        246810       12345678}: instances, then bytes. */
    static OptionalDouble total(String histogram) {
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.split(" +", -1))
                .filter(words -> words.length >= 3)
                .mapToDouble(words -> Double.parseDouble(words[2]) / 1024)
                .findFirst();
    }
}
