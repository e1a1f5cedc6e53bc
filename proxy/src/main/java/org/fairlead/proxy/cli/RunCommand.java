package org.fairlead.proxy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.proxy.RunningProxy;
import org.fairlead.proxy.control.HangUp;
import org.fairlead.proxy.control.LiveConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the proxy until it is asked to end. */
@Command(name = "run", description = "Runs the proxy.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "Where this process stands, whatever the file and FAIRLEAD_DATACENTER say.")
    private Optional<String> datacenter = Optional.empty();

    @Option(names = "--dev", description = "Makes up keys of the fleet where none are configured.")
    private boolean dev;

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
            run(live);
        } catch (IOException | UncheckedIOException e) {
            throw new ExpectedFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
        return CommandLineInterface.OK;
    }

    private static void run(LiveConfiguration live) throws IOException {
        try (Termination termination = new Termination();
                RunningProxy proxy = RunningProxy.start(live)) {
            HangUp.reloads(live);
            LOG.info("{}", started(live.view().served(), proxy));
            termination.await(Optional.empty());
            LOG.info("stopping");
        }
    }

    private static String started(Configuration configuration, RunningProxy proxy) {
        String listening = proxy.addresses().stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .collect(Collectors.joining(", "));
        var topology = configuration.snapshot().topology();
        return "running in " + topology.local().name() + "; primary "
                + topology.primary().map(primary -> primary.name()).orElse("none") + ", epoch " + topology.epoch()
                + "; listening on " + listening
                + proxy.observeAddress()
                        .map(at -> "; observe on " + at.getHostString() + ":" + at.getPort())
                        .orElse("")
                + proxy.controlAddress().map(at -> "; control on " + at).orElse("");
    }
}
