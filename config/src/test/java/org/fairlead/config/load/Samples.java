package org.fairlead.config.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that are shipped. Tests run in the folder of the module. */
public final class Samples {
    /** The deployment files. */
    public static final Path DEPLOYMENTS = Path.of(".");
    /** The rule files. */
    public static final Path RULES = Path.of("../routing-rules/rules");

    private Samples() {}

    /** The YAML files of a folder, by name. */
    public static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
