package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Follows what a running proxy decides. */
@Command(
        name = "tail",
        description = "Shows what a running proxy decides, as it happens, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions control = new ControlOptions();

    @Option(names = "--reason", paramLabel = "REASON", description = "Such as pin, write or hop-stale.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--host", paramLabel = "GLOB", description = "Such as '*.wikipedia.org'.")
    private Optional<String> host = Optional.empty();

    @Option(names = "--service", paramLabel = "NAME")
    private Optional<String> service = Optional.empty();

    @Option(names = "--datacenter", paramLabel = "NAME", description = "Where it was answered.")
    private Optional<String> datacenter = Optional.empty();

    @Option(names = "--json", description = "Prints lines of the access log as they are.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "Ends after so many lines.")
    private Optional<Integer> count = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int printed;

    /** Thrown through the connection, which it closes. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public Integer call() {
        List<String> filters = new ArrayList<>();
        reason.ifPresent(value -> filters.add("reason=" + encoded(value)));
        host.ifPresent(value -> filters.add("host=" + encoded(value)));
        service.ifPresent(value -> filters.add("service=" + encoded(value)));
        datacenter.ifPresent(value -> filters.add("datacenter=" + encoded(value)));
        try {
            control.client().follow("tail" + (filters.isEmpty() ? "" : "?") + String.join("&", filters), this::print);
        } catch (Enough e) {
            return CommandLineInterface.OK;
        }
        return CommandLineInterface.OK;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private void print(JsonNode line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? line.toString() : readable(line));
        out.flush();
        printed++;
        if (count.isPresent() && printed >= count.get()) {
            throw new Enough();
        }
    }

    private static String readable(JsonNode line) {
        if (line.has("missed")) {
            return "… " + line.path("missed").asString() + " more went by too fast to be shown";
        }
        String rule = line.has("rule") ? " \"" + text(line, "rule") + "\"" : "";
        String failure = line.has("failure") ? "  failure " + text(line, "failure") : "";
        String moved = line.has("moved_from") ? " (from " + text(line, "moved_from") + ")" : "";
        String time = text(line, "time");
        return String.format(
                "%s  %s  %-5s → %-8s %s%s%s  %s %s%s%s",
                time.length() > 22 ? time.substring(11, 23) : time,
                text(line, "status"),
                text(line, "treated_as"),
                text(line, "datacenter"),
                text(line, "reason"),
                rule,
                moved,
                text(line, "method"),
                text(line, "host"),
                text(line, "path"),
                failure);
    }

    private static String text(JsonNode line, String key) {
        return line.has(key) ? line.path(key).asString() : "-";
    }
}
