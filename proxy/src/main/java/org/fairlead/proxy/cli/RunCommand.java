package org.fairlead.proxy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.control.LiveConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the proxy until it is asked to end. */
@Command(name = "run", description = "Runs the proxy.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "Where this process stands, whatever the file and FAIRLEAD_DATACENTER say.")
    private Optional<String> datacenter = Optional.empty();

    @Option(names = "--dev", description = "Makes up keys of the fleet where none are configured.")
    private boolean dev;

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description =
                    "How long /health/ready may say no after the start, while a rehearsal with made-up requests on loopback makes"
                            + " the first real ones quick; 0s: not at all. Traffic is taken meanwhile. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp = Duration.ZERO;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        LoadOptions options = ConfigurationOptions.options(System.getenv(), datacenter, dev);
        Loaded.Accepted loaded =
                configuration.accept(options, spec.commandLine().getErr());
        try {
            LiveConfiguration live =
                    LiveConfiguration.of(loaded, () -> ConfigurationLoader.load(configuration.file(), options));
            ProxyRun.untilAsked(live, warmUp);
        } catch (IOException | UncheckedIOException e) {
            throw new ExpectedFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
        return CommandLineInterface.OK;
    }
}
