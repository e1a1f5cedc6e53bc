package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.config.source.Problem;
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
        return file.orElseGet(() -> inHome(DEFAULT));
    }

    /** A file of Fairlead's own: in the working directory, or else where the launcher says that Fairlead is. */
    static Path inHome(String path) {
        Path here = Path.of(path);
        String home = System.getProperty("fairlead.home");
        return Files.exists(here) || home == null ? here : Path.of(home, path);
    }

    /** Reads it, and tells of warnings; where it can't be used, all its problems are what the failure says. */
    Configuration load(LoadOptions options, PrintWriter err) {
        return accept(options, err).configuration();
    }

    /** As {@link #load}, with where it came from. */
    Loaded.Accepted accept(LoadOptions options, PrintWriter err) {
        Loaded loaded = ConfigurationLoader.load(file(), options);
        if (loaded instanceof Loaded.Refused refused) {
            throw new ExpectedFailure("this configuration can't be used\n" + lines(refused.problems()));
        }
        Loaded.Accepted accepted = (Loaded.Accepted) loaded;
        accepted.warnings().forEach(warning -> err.println("warning: " + warning));
        return accepted;
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    static LoadOptions options(Map<String, String> environment, Optional<String> datacenter, boolean dev) {
        LoadOptions options = LoadOptions.of(environment);
        LoadOptions placed = datacenter.map(options::at).orElse(options);
        return dev ? placed.inDevelopment() : placed;
    }
}
