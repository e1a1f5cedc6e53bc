package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/** Prints what came of a call. */
record Printing(PrintWriter out, PrintWriter err) {
    static Printing of(CommandSpec spec) {
        return new Printing(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    /** The exit code. */
    int print(ControlClient.Reply reply, boolean isDryRun) {
        JsonNode answer = reply.json();
        answer.path("warnings").forEach(warning -> err.println("warning: " + warning.stringValue()));
        if (reply.status() != 200) {
            err.println("fairlead: " + ControlClient.problems(reply));
            return CommandLineInterface.PROBLEMS;
        }
        JsonNode effects = answer.path("effects");
        if (effects.isEmpty()) {
            out.println(isDryRun ? "nothing would change" : "nothing changed");
        }
        effects.forEach(effect -> out.println((isDryRun ? "would: " : "") + effect.stringValue()));
        return CommandLineInterface.OK;
    }
}
