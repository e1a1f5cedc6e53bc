package org.fairlead.proxy.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.fairlead.proxy.rehearsal.Rehearsal;
import picocli.CommandLine.Command;

/** Loads what a proxy loads, and ends: for the launcher, which has the JVM archive the classes of that. */
@Command(name = "rehearse", hidden = true, description = "Starts a proxy on loopback, and ends.")
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        try {
            Rehearsal.withAllParts();
        } catch (IOException e) {
            throw new ExpectedFailure(String.valueOf(e.getMessage()), e);
        }
        return CommandLineInterface.OK;
    }
}
