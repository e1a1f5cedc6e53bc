package org.fairlead.proxy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is to be drained, or used again. */
final class DrainedPlace {
    @Parameters(paramLabel = "DATACENTER", description = "As the deployment file names it.")
    private String datacenter = "";

    @Option(names = "--service", paramLabel = "NAME", description = "Of one service; without it, of all.")
    private Optional<String> service = Optional.empty();

    @Option(names = "--pool", paramLabel = "NAME", description = "That pool of it alone.")
    private Optional<String> pool = Optional.empty();

    @Option(
            names = "--origin",
            paramLabel = "HOST:PORT",
            description = "That origin or peer of it alone, in all of its pools or the one of --pool.")
    private Optional<String> origin = Optional.empty();

    /** As the control address takes it. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("datacenter", datacenter);
        service.ifPresent(name -> body.put("service", name));
        pool.ifPresent(name -> body.put("pool", name));
        origin.ifPresent(name -> body.put("origin", name));
        return body;
    }
}
