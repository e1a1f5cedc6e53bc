package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every piece of YAML in docs/routing-rules.md loads: a rule file, a part of a service, or a condition. */
final class DocumentationTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String SERVICE = "services:\n  w:\n    hosts: w.org\n    pool: appservers\n";

    @TempDir
    Path folder;

    static Stream<String> pieces() {
        try {
            String page = Files.readString(Path.of("../docs/routing-rules.md"));
            return YAML.matcher(page).results().map(found -> found.group(1)).flatMap(DocumentationTest::files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> files(String piece) {
        if (piece.startsWith("    ")) {
            return Stream.of(SERVICE + piece);
        }
        return piece.startsWith("services:") || piece.startsWith("conditions:")
                ? Stream.of(piece)
                : piece.lines().map(DocumentationTest::condition);
    }

    private static String condition(String line) {
        String when = line.startsWith("when:") ? line : "when:\n          " + line;
        return SERVICE + "    rules:\n      - name: r\n        send: primary\n        " + when + "\n";
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void loads(String rules) {
        Loaded loaded = ConfigurationFiles.good(folder).withRules(rules).load();

        assertThat(loaded).isInstanceOf(Loaded.Accepted.class);
    }
}
