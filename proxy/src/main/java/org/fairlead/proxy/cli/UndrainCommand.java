package org.fairlead.proxy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a datacenter, a pool or an origin be used again. */
@Command(
        name = "undrain",
        description = "Lets a datacenter, a pool or an origin be used again.",
        mixinStandardHelpOptions = true)
final class UndrainCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Parameters(paramLabel = "DATACENTER", description = "As the deployment file names it.")
    private String datacenter = "";

    @Option(names = "--service", paramLabel = "NAME", description = "Of one service; without it, of all.")
    private Optional<String> service = Optional.empty();

    @Option(names = "--pool", paramLabel = "NAME", description = "That pool of it alone.")
    private Optional<String> pool = Optional.empty();

    @Option(
            names = "--origin",
            paramLabel = "HOST:PORT",
            description = "That origin or peer of it alone, in all of its pools or the one of --pool.")
    private Optional<String> origin = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("datacenter", datacenter);
        service.ifPresent(name -> body.put("service", name));
        pool.ifPresent(name -> body.put("pool", name));
        origin.ifPresent(name -> body.put("origin", name));
        return changing.call("undrain", body, Printing.of(spec));
    }
}
