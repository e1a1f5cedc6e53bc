package org.fairlead.proxy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.load.LoadOptions;
import picocli.CommandLine.Option;

/** The options that name a configuration. */
final class ConfigurationOptions {
    private static final String DEFAULT = "config/fairlead.yaml";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The deployment file; without it, config/fairlead.yaml here or in the folder of Fairlead.")
    private Optional<Path> file = Optional.empty();

    Path file() {
        return file.orElseGet(ConfigurationOptions::shipped);
    }

    /** In the working directory, or else where the launcher says that Fairlead is. */
    static Path shipped() {
        Path here = Path.of(DEFAULT);
        String home = System.getProperty("fairlead.home");
        return Files.exists(here) || home == null ? here : Path.of(home, DEFAULT);
    }

    static LoadOptions options(Map<String, String> environment, Optional<String> datacenter, boolean dev) {
        LoadOptions options = LoadOptions.of(environment);
        LoadOptions placed = datacenter.map(options::at).orElse(options);
        return dev ? placed.inDevelopment() : placed;
    }
}
