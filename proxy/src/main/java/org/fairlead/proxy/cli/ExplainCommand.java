package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fairlead.config.Configuration;
import org.fairlead.matching.ClientAddress;
import org.fairlead.proxy.explain.AskedRequest;
import org.fairlead.proxy.explain.Explained;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows every step of a decision. */
@Command(
        name = "explain",
        description = "Shows where a request would go, and every step that leads there.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--at", paramLabel = "DATACENTER", description = "Whose proxy decides; without it, the file's own.")
    private Optional<String> at = Optional.empty();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A field of the request; may be given several times.")
    private List<String> fields = List.of();

    @Option(names = "--client", paramLabel = "ADDRESS", description = "The client's address; without it, 192.0.2.1.")
    private ClientAddress client = ClientAddress.parse("192.0.2.1").orElseThrow();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "METHOD", description = "Such as GET.")
    private String method = "";

    @Parameters(
            index = "1",
            paramLabel = "URL",
            description = "The whole of it, such as 'https://en.wikipedia.org/wiki/Foo'.")
    private String url = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        AskedRequest request = request();
        PrintWriter out = spec.commandLine().getOut();
        // Keys don't change where a request goes but for a pin or a hop, which this process could not have signed.
        Configuration loaded = configuration.load(
                ConfigurationOptions.options(System.getenv(), at, true),
                spec.commandLine().getErr());
        Explained explained = Explained.of(loaded, request, client, System.currentTimeMillis());
        if (json) {
            out.println(explained.json());
        } else {
            explained.print(out);
        }
        return CommandLineInterface.OK;
    }

    private AskedRequest request() {
        try {
            return AskedRequest.of(method, url, fields);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() == null ? url : e.getMessage(), e);
        }
    }
}
