package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.fairlead.config.RuleTests;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every YAML file that is shipped loads without a warning, and its tests pass. */
final class SamplesTest {
    @TempDir
    Path folder;

    static Stream<Path> deployments() {
        return Samples.in(Samples.DEPLOYMENTS).stream();
    }

    static Stream<Path> rules() {
        return Samples.in(Samples.RULES).stream();
    }

    @ParameterizedTest
    @MethodSource
    void deployments(Path file) {
        assertLoads(file);
    }

    @ParameterizedTest
    @MethodSource
    void rules(Path file) throws IOException {
        String deployment = Files.readString(Samples.DEPLOYMENTS.resolve("fairlead.yaml"))
                .replace(
                        "../routing-rules/rules/example.yaml",
                        file.toAbsolutePath().toString());
        Path copy = Files.writeString(folder.resolve("fairlead.yaml"), deployment);

        assertLoads(copy);
    }

    private static void assertLoads(Path file) {
        Loaded loaded = ConfigurationLoader.load(file, LoadOptions.of(Map.of()).strictly());

        assertThat(loaded instanceof Loaded.Refused refused ? refused.problems() : java.util.List.of())
                .isEmpty();
        assertThat(((Loaded.Accepted) loaded).tests()).isNotEmpty().allMatch(RuleTests.Result::isPassed);
    }
}
