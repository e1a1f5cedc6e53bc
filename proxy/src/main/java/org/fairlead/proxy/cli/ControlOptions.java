package org.fairlead.proxy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fairlead.config.ControlAddress;
import org.fairlead.config.Operations;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.proxy.control.Token;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that find a running proxy, and what the calls to it have in common. */
final class ControlOptions {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--control",
            paramLabel = "ADDRESS",
            description =
                    "Where it listens for operators, such as 127.0.0.1:9901 or unix:/run/fairlead.sock; without it,"
                            + " what the deployment file says.")
    private Optional<ControlAddress> address = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token; without it, what the deployment file says.")
    private Optional<Path> tokenFile = Optional.empty();

    /** Whom to call, and how to be let in. */
    ControlClient client() {
        try {
            if (address.isPresent() && tokenFile.isPresent()) {
                return new ControlClient(address.get(), Token.read(tokenFile.get()));
            }
            Operations.Control control = configured();
            return new ControlClient(address.orElse(control.bind()), Token.read(tokenFile.orElse(control.tokenFile())));
        } catch (IOException e) {
            throw new ExpectedFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Operations.Control configured() {
        try {
            return ConfigurationLoader.control(configuration.file(), LoadOptions.of(System.getenv()))
                    .orElseThrow(() -> new ExpectedFailure(configuration.file()
                            + ": no control in it (expected: control: {bind: ..., token-file: ...})"));
        } catch (IllegalArgumentException e) {
            throw new ExpectedFailure("the proxy can't be found\n" + e.getMessage(), e);
        }
    }

    /** The options of commands that change something. */
    static final class Changing {
        @Mixin
        private ControlOptions control = new ControlOptions();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it stands in the log and in status.")
        private Optional<String> reason = Optional.empty();

        @Option(names = "--dry-run", description = "Says what would come of it, and changes nothing.")
        private boolean dryRun;

        /** Makes the call, and prints what came of it; the exit code. */
        int call(String action, Map<String, Object> body, Printing printing) {
            Map<String, Object> whole = new LinkedHashMap<>(body);
            reason.ifPresent(why -> whole.put("reason", why));
            return printing.print(control.client().post((dryRun ? "preview/" : "") + action, whole), dryRun);
        }
    }
}
