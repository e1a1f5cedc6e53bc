package org.fairlead.proxy.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fairlead.proxy.demo.Demo;
import org.fairlead.proxy.demo.DemoPorts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (Termination termination = new Termination();
                Demo demo = Demo.start(ConfigurationOptions.shipped(), anyPort ? DemoPorts.any() : DemoPorts.usual())) {
            spec.commandLine().getOut().println(demo.tour());
            spec.commandLine().getOut().flush();
            termination.await(time);
        } catch (IOException e) {
            throw new ExpectedFailure("demo: " + e.getMessage(), e);
        }
        return CommandLineInterface.OK;
    }
}
