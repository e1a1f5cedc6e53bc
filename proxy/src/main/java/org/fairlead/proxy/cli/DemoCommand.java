package org.fairlead.proxy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fairlead.proxy.demo.Demo;
import org.fairlead.proxy.demo.DemoPorts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts two datacenters to try things out. */
@Command(
        name = "demo",
        description = "Starts two datacenters in one process, with a guestbook in each, to try things out.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--for", paramLabel = "TIME", description = "How long, such as 30s; without it, until Ctrl-C.")
    private Optional<Duration> time = Optional.empty();

    @Option(names = "--any-port", description = "Takes ports that are free instead of the usual ones.")
    private boolean anyPort;

    @Option(
            names = "--shift",
            paramLabel = "PERCENT",
            description = "The share of codfw's visitors that reads at eqiad; without it, what the rules say.")
    private Optional<Integer> shift = Optional.empty();

    @Option(names = "--reads-to-primary", description = "The kill switch: all reads go home.")
    private boolean readsToPrimary;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (shift.isPresent() && (shift.get() < 0 || shift.get() > 100)) {
            throw new ParameterException(spec.commandLine(), "--shift: " + shift.get() + " (expected: 0 to 100)");
        }
        DemoPorts.Choice ports = anyPort ? DemoPorts.any() : DemoPorts.usual();
        try (Termination termination = new Termination();
                Demo demo = Demo.start(new Demo.Settings(rules(), ports, shift, readsToPrimary))) {
            spec.commandLine().getOut().println(demo.tour());
            spec.commandLine().getOut().flush();
            termination.await(time);
        } catch (IOException e) {
            throw new ExpectedFailure("demo: " + e.getMessage(), e);
        }
        return CommandLineInterface.OK;
    }

    private static Path rules() {
        return ConfigurationOptions.inHome("routing-rules/rules/example.yaml");
    }
}
