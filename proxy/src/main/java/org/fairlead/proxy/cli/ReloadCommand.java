package org.fairlead.proxy.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes a running proxy read its files anew: all of them, or none. */
@Command(
        name = "reload",
        description = "Makes a running proxy read its files anew: all of them, or none.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return changing.call("reload", Map.of(), Printing.of(spec));
    }
}
