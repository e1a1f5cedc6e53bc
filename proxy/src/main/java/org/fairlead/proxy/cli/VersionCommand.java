package org.fairlead.proxy.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which Fairlead this is, and what it runs on. */
@Command(name = "version", description = "Says which Fairlead this is, and what it runs on.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(text());
        return CommandLineInterface.OK;
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    private static String text() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return "fairlead " + Objects.requireNonNullElse(version, "(not packaged)") + ", Java " + Runtime.version()
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
