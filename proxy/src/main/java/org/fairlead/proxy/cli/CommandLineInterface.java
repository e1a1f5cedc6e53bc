package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
            versionProvider = VersionCommand.class)
    private static final class Root {}

    /** In the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand.class);
        COMMANDS.put("check", CheckCommand.class);
        COMMANDS.put("explain", ExplainCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("tail", TailCommand.class);
        COMMANDS.put("diff", DiffCommand.class);
        COMMANDS.put("reload", ReloadCommand.class);
        COMMANDS.put("override", OverrideCommand.class);
        COMMANDS.put("shift", ShiftCommand.class);
        COMMANDS.put("drain", DrainCommand.class);
        COMMANDS.put("undrain", UndrainCommand.class);
        COMMANDS.put("read-only", ReadOnlyCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("version", VersionCommand.class);
        COMMANDS.put("rehearse", RehearseCommand.class);
        COMMANDS.put("help", CommandLine.HelpCommand.class);
    }

    private final PrintWriter out;
    private final PrintWriter err;

    private CommandLineInterface(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** With the one command that is asked for, as each takes time to read; with all where none or no known one is. */
    private CommandLine commandLine(String... arguments) {
        CommandLine commandLine = new CommandLine(new Root());
        Class<?> asked = arguments.length == 0 || arguments[0].equals("help") ? null : COMMANDS.get(arguments[0]);
        if (asked == null) {
            COMMANDS.forEach(commandLine::addSubcommand);
        } else {
            commandLine.addSubcommand(arguments[0], asked);
        }
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
        return commandLine;
    }

    /** What commands print goes to these. */
    public static CommandLineInterface of(PrintWriter out, PrintWriter err) {
        return new CommandLineInterface(out, err);
    }

    /** Runs one command to its end; returns the exit code. */
    public int execute(String... arguments) {
        return commandLine(arguments).execute(arguments);
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
