package org.fairlead.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program behind scripts/bench. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // The routing check names its own hosts; must be set before the JDK's client is loaded.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int exitCode = new CommandLine(new BenchCommand(out, err))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.println("bench: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
                    return 1;
                })
                .execute(arguments);
        System.exit(exitCode);
    }
}
