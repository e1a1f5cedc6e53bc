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

/** Refuses writes with 503 and Retry-After, or no longer. */
@Command(
        name = "read-only",
        description = "Refuses writes with 503 and Retry-After, or no longer.",
        mixinStandardHelpOptions = true)
final class ReadOnlyCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    /** Whether. */
    private enum Switch {
        ON,
        OFF
    }

    @Parameters(index = "0", paramLabel = "on|off")
    private Switch on = Switch.OFF;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATACENTER",
            description = "Whose writes; without it, those of every datacenter.")
    private Optional<String> datacenter = Optional.empty();

    @Option(names = "--service", paramLabel = "NAME", description = "Of one service; without it, of all.")
    private Optional<String> service = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("on", on == Switch.ON);
        datacenter.ifPresent(name -> body.put("datacenter", name));
        service.ifPresent(name -> body.put("service", name));
        return changing.call("read-only", body, Printing.of(spec));
    }
}
