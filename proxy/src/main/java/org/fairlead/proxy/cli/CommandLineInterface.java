package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.fairlead.config.ControlAddress;
import org.fairlead.config.model.ScalarType;
import org.fairlead.matching.ClientAddress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** {@code fairlead} and its subcommands. Exit codes: 0 well, 1 problems, 2 usage. */
public final class CommandLineInterface {
    static final int OK = 0;
    static final int PROBLEMS = 1;

    @Command(
            name = "fairlead",
            description = "Routes HTTP requests between datacenters.",
            synopsisSubcommandLabel = "COMMAND",
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.class,
            subcommands = {
                RunCommand.class,
                CheckCommand.class,
                ExplainCommand.class,
                StatusCommand.class,
                TailCommand.class,
                DiffCommand.class,
                ReloadCommand.class,
                OverrideCommand.class,
                ShiftCommand.class,
                DrainCommand.class,
                UndrainCommand.class,
                ReadOnlyCommand.class,
                DemoCommand.class,
                VersionCommand.class,
                CommandLine.HelpCommand.class
            })
    private static final class Root {}

    private final CommandLine commandLine = new CommandLine(new Root());

    private CommandLineInterface(PrintWriter out, PrintWriter err) {
        commandLine.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.registerConverter(Duration.class, CommandLineInterface::duration);
        commandLine.registerConverter(ClientAddress.class, CommandLineInterface::address);
        commandLine.registerConverter(ControlAddress.class, CommandLineInterface::controlAddress);
        commandLine.setExecutionExceptionHandler((exception, failed, parsed) -> {
            if (!(exception instanceof ExpectedFailure)) {
                throw exception;
            }
            failed.getErr().println("fairlead: " + exception.getMessage());
            return PROBLEMS;
        });
    }

    /** What commands print goes to these. */
    public static CommandLineInterface of(PrintWriter out, PrintWriter err) {
        return new CommandLineInterface(out, err);
    }

    /** Runs one command to its end; returns the exit code. */
    public int execute(String... arguments) {
        return commandLine.execute(arguments);
    }

    private static Duration duration(String text) {
        return scalar(Duration.class, text);
    }

    private static ControlAddress controlAddress(String text) {
        return scalar(ControlAddress.class, text);
    }

    private static <T> T scalar(Class<T> kind, String text) {
        ScalarType<?> type = ScalarType.of(kind).orElseThrow();
        return type.read(text)
                .map(kind::cast)
                .orElseThrow(() -> new TypeConversionException("\"" + text + "\" (expected: " + type.shape() + ")"));
    }

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "\"" + text + "\" (expected: an IP address, such as 192.0.2.1 or 2001:db8::1)"));
    }
}
