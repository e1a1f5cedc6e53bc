package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a good file: it is accepted, or it is refused with problems; the loader never fails. */
final class SpoiltFilesTest {
    private static final int ROUNDS = 20;
    private static final List<String> SCRAPS = List.of(
            "{", "}", "[", "]", ":", " ", "\n", "\"", "*", "&", "none", "-", "${X}", "${", "0", "null", "#", "\t");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void areAcceptedOrRefused(long seed) throws IOException {
        Random random = new Random(seed);
        String rules = Files.readString(Samples.RULES.resolve("wikimedia.yaml"));
        String withoutTests = rules.substring(0, rules.indexOf("    tests:"));
        for (int round = 0; round < ROUNDS; round++) {
            ConfigurationFiles good = ConfigurationFiles.good(folder);
            ConfigurationFiles spoilt = new ConfigurationFiles(
                    folder,
                    random.nextBoolean() ? spoil(good.deployment(), random) : good.deployment(),
                    spoil(random.nextBoolean() ? withoutTests : good.rules(), random),
                    good.options());
            Loaded loaded = spoilt.load();
            assertThat(loaded instanceof Loaded.Accepted
                            || loaded instanceof Loaded.Refused refused
                                    && !refused.problems().isEmpty())
                    .as("%s%n%s", spoilt.deployment(), spoilt.rules())
                    .isTrue();
        }
    }

    private static String spoil(String text, Random random) {
        String[] lines = text.split("\n", -1);
        String[] scraps = lines[random.nextInt(lines.length)].trim().split(" ", -1);
        int at = random.nextInt(text.length());
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + SCRAPS.get(random.nextInt(SCRAPS.size())) + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(12)));
            case 2 -> text.substring(0, at) + scraps[random.nextInt(scraps.length)] + text.substring(at);
            default -> withoutLine(lines, random.nextInt(lines.length));
        };
    }

    private static String withoutLine(String[] lines, int index) {
        return String.join("\n", Arrays.copyOfRange(lines, 0, index)) + "\n"
                + String.join("\n", Arrays.copyOfRange(lines, index + 1, lines.length));
    }
}
