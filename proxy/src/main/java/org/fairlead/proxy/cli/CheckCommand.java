package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.fairlead.config.RuleTests;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;
import org.fairlead.config.source.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells all that is wrong with a configuration, and runs the tests in its rule files. */
@Command(
        name = "check",
        description = "Tells all that is wrong with a configuration, and runs the tests in its rule files.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--strict", description = "Takes warnings for errors.")
    private boolean strict;

    @Option(names = "--dev", description = "Makes up keys of the fleet where none are configured.")
    private boolean dev;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        LoadOptions options = ConfigurationOptions.options(System.getenv(), java.util.Optional.empty(), dev);
        Loaded loaded = ConfigurationLoader.load(configuration.file(), strict ? options.strictly() : options);
        return loaded instanceof Loaded.Accepted accepted
                ? accepted(accepted)
                : refused(((Loaded.Refused) loaded).problems());
    }

    private int refused(List<Problem> problems) {
        PrintWriter out = spec.commandLine().getOut();
        problems.forEach(out::println);
        out.println(counted(problems.size(), "problem"));
        return CommandLineInterface.PROBLEMS;
    }

    private int accepted(Loaded.Accepted accepted) {
        PrintWriter out = spec.commandLine().getOut();
        List<Problem> failures = accepted.tests().stream()
                .flatMap(result -> result.failure().stream())
                .toList();
        for (Problem warning : accepted.warnings()) {
            out.println((failures.contains(warning) ? "" : "warning: ") + warning);
        }
        long rules = accepted.configuration().snapshot().routes().services().stream()
                .mapToLong(service -> service.rules().size())
                .sum();
        int services = accepted.configuration().snapshot().routes().services().size();
        out.println(configuration.file() + ": " + counted(services, "service") + ", " + counted(rules, "rule") + ", "
                + tests(accepted.tests(), failures.size()));
        return failures.isEmpty() ? CommandLineInterface.OK : CommandLineInterface.PROBLEMS;
    }

    private static String tests(List<RuleTests.Result> tests, int failed) {
        return counted(tests.size(), "test") + (failed == 0 ? " passed" : ", " + failed + " failed");
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
