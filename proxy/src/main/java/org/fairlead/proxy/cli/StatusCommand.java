package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what holds now in a running proxy, since when, and why. */
@Command(
        name = "status",
        description = "Shows what holds now in a running proxy, since when, and why.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    private static final long PAUSE_SECONDS = 2;

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Option(names = "--watch", description = "Again and again, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        ControlClient client = control.client();
        PrintWriter out = spec.commandLine().getOut();
        int exitCode = print(client, out);
        CountDownLatch never = new CountDownLatch(1);
        while (watch && exitCode == CommandLineInterface.OK && !never.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
            out.print(CLEAR_SCREEN);
            exitCode = print(client, out);
        }
        return exitCode;
    }

    private int print(ControlClient client, PrintWriter out) {
        ControlClient.Reply reply = client.get("status");
        if (reply.status() != 200) {
            spec.commandLine().getErr().println("fairlead: " + ControlClient.problems(reply));
            return CommandLineInterface.PROBLEMS;
        }
        if (json) {
            out.print(reply.text());
        } else {
            new StatusTable(reply.json(), Instant.now()).print(out);
        }
        out.flush();
        return CommandLineInterface.OK;
    }
}
