package org.fairlead.proxy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The kill switch: sends all reads to the primary, or no longer. */
@Command(
        name = "override",
        description = "The kill switch: sends all reads to the primary, or no longer.",
        mixinStandardHelpOptions = true)
final class OverrideCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Parameters(paramLabel = "reads=primary|none", description = "primary: all reads go home; none: no longer.")
    private String setting = "";

    @Option(names = "--service", paramLabel = "NAME", description = "Of one service; without it, of all.")
    private Optional<String> service = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        if (!setting.equals("reads=primary") && !setting.equals("reads=none")) {
            throw new ParameterException(
                    spec.commandLine(), "\"" + setting + "\" (expected: reads=primary or reads=none)");
        }
        body.put("reads", setting.substring("reads=".length()));
        service.ifPresent(name -> body.put("service", name));
        return changing.call("override", body, Printing.of(spec));
    }
}
