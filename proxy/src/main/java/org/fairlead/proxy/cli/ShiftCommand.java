package org.fairlead.proxy.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets the share of eligible reads that a service's shift takes. */
@Command(
        name = "shift",
        description = "Sets the share of eligible reads that a service's shift takes.",
        mixinStandardHelpOptions = true)
final class ShiftCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions.Changing changing = new ControlOptions.Changing();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "As the rule files name it.")
    private String service = "";

    @Parameters(
            index = "1",
            paramLabel = "PERCENT",
            description = "Such as 5%, or 0.25; configured: what the rule file says.")
    private String percent = "";

    @Option(names = "--force", description = "Even if it grows by more than control.largest-step.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return changing.call(
                "shift", Map.of("service", service, "percent", percent, "force", force), Printing.of(spec));
    }
}
