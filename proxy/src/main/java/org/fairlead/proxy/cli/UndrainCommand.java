package org.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lets a datacenter, a pool or an origin be used again. */
@Command(
        name = "undrain",
        description = "Lets a datacenter, a pool or an origin be used again.",
        mixinStandardHelpOptions = true)
final class UndrainCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Mixin
    private DrainedPlace place = new DrainedPlace();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return changing.call("undrain", place.body(), Printing.of(spec));
    }
}
