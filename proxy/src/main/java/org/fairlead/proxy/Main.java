package org.fairlead.proxy;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.fairlead.proxy.cli.CommandLineInterface;
import org.fairlead.proxy.log.ProgramLog;

/** The program. */
public final class Main {
    /** The others log nothing, and are over sooner than the log would be ready. */
    private static final Set<String> LOGGING = Set.of("run", "demo");

    private Main() {}

    public static void main(String[] arguments) {
        boolean logs = arguments.length > 0 && LOGGING.contains(arguments[0]);
        ProgramLog.choose();
        if (logs) {
            ProgramLog.begin();
        }
        PrintWriter out = utf8(FileDescriptor.out);
        PrintWriter err = utf8(FileDescriptor.err);
        int exitCode = CommandLineInterface.of(out, err).execute(arguments);
        out.flush();
        err.flush();
        if (logs) {
            ProgramLog.end();
        }
        System.exit(exitCode);
    }

    /** What is printed has arrows and quotes, whatever the locale says of the terminal. */
    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
