package org.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Sends the reads of a datacenter or a pool elsewhere; its writes stay, where it is the primary. An origin gets no new requests. */
@Command(
        name = "drain",
        description =
                "Sends the reads of a datacenter or a pool elsewhere; its writes stay, where it is the primary. An origin gets no new requests.",
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Mixin
    private DrainedPlace place = new DrainedPlace();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return changing.call("drain", place.body(), Printing.of(spec));
    }
}
