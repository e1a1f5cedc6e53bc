package org.fairlead.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What coverage-guided fuzzing begins with, and what it has found: each target holds on all of it. With {@code fairlead.fuzz.corpus}
 * the inputs are written to that folder, for {@code scripts/fuzz --coverage}.
 */
class FuzzCorpusTest {
    private static final String FOLDER = System.getProperty("fairlead.fuzz.corpus", "");

    @ParameterizedTest
    @EnumSource
    void holds(FuzzCorpus corpus) throws IOException {
        List<byte[]> inputs = corpus.inputs();
        inputs.forEach(corpus::run);
        assertThat(inputs).isNotEmpty();
        if (!FOLDER.isEmpty()) {
            Path folder =
                    Files.createDirectories(Path.of(FOLDER, corpus.target().getName()));
            for (int i = 0; i < inputs.size(); i++) {
                Files.write(folder.resolve("seed-" + i), inputs.get(i));
            }
        }
    }
}
