package org.fairlead.proxy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fairlead.proxy.rehearsal.Rehearsal;
import org.fairlead.proxy.systemd.InheritedSockets;
import org.fairlead.proxy.systemd.ServiceManager;
import picocli.CommandLine.Command;

/** Loads what a proxy loads, and ends: for the launcher, which has the JVM archive the classes of that. */
@Command(name = "rehearse", hidden = true, description = "Starts a proxy on loopback, and ends.")
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        // As far as this gets; that the file isn't there is all it would say.
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLineInterface.of(nowhere, nowhere).execute("run", "--config", "no such file");
        ServiceManager.of(Map.of()).ready();
        Termination termination = new Termination();
        try {
            InheritedSockets.of(Map.of());
            Rehearsal.withAllParts();
        } catch (IOException e) {
            throw new ExpectedFailure(String.valueOf(e.getMessage()), e);
        } finally {
            termination.close();
        }
        return CommandLineInterface.OK;
    }
}
