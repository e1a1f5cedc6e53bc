package org.fairlead.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded mutations of the table's requests through our proxy, and through nginx and HAProxy where they are installed: what we
 * pass on they do, too, as the same. {@code scripts/fuzz --others} runs the same for longer, from another seed.
 */
class OtherProxiesTest {
    private static final int SEEDS = Integer.getInteger("fairlead.fuzz.others", 3000);
    private static final int MINUTES = Integer.getInteger("fairlead.fuzz.minutes", 0);
    private static final long FIRST = Long.getLong("fairlead.fuzz.seed", 0);
    private static final int AT_ONCE = 250;
    private static final int MOST_FINDINGS = Integer.getInteger("fairlead.fuzz.findings", 20);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void passOnWhatWePassOn() throws IOException {
        List<OtherProxy.Kind> installed = Stream.of(OtherProxy.Kind.values())
                .filter(OtherProxy.Kind::isInstalled)
                .toList();
        assumeTrue(!installed.isEmpty(), "neither nginx nor HAProxy is installed");
        List<String> findings = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
        long seed = FIRST;
        try (OtherProxiesFuzz fuzz = new OtherProxiesFuzz()) {
            for (OtherProxy.Kind kind : installed) {
                Path files = Files.createDirectory(folder.resolve(kind.name()));
                fuzz.compareWith(kind, new OtherProxy(kind, files, fuzz.originPort()));
            }
            for (; goesOn(seed - FIRST, end) && findings.size() < MOST_FINDINGS; seed += AT_ONCE) {
                findings.addAll(fuzz.run(seed, AT_ONCE));
            }
            System.out.printf(
                    "fuzz: seeds %d to %d beside %s, %d findings; %s%n",
                    FIRST, seed - 1, installed, findings.size(), fuzz.summary());
            assertThat(fuzz.forwarded()).as("requests that went to an origin").isGreaterThan((int) (seed - FIRST) / 20);
        }
        assertThat(findings).as("of %d seeds from %d on", seed - FIRST, FIRST).isEmpty();
    }

    private static boolean goesOn(long done, long end) {
        return MINUTES > 0 ? System.nanoTime() < end : done < SEEDS;
    }
}
