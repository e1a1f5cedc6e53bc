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

/** Sends the reads of a datacenter elsewhere; its writes stay, where it is the primary. */
@Command(
        name = "drain",
        description = "Sends the reads of a datacenter elsewhere; its writes stay, where it is the primary.",
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Parameters(paramLabel = "DATACENTER", description = "As the deployment file names it.")
    private String datacenter = "";

    @Option(names = "--service", paramLabel = "NAME", description = "Of one service; without it, of all.")
    private Optional<String> service = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("datacenter", datacenter);
        service.ifPresent(name -> body.put("service", name));
        return changing.call("drain", body, Printing.of(spec));
    }
}
