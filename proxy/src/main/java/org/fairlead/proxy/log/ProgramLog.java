package org.fairlead.proxy.log;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/** Who writes the log: we, to stderr; or log4j, where it was told how by the ways of its own. */
public final class ProgramLog {
    /** Of SLF4J: whom to take, without a search through all jars; and to say nothing of it. */
    private static final String PROVIDER = "slf4j.provider";

    private static final String VERBOSITY = "slf4j.internal.verbosity";

    /** Of log4j. */
    private static final String CONFIGURATION = "log4j2.configurationFile";

    private static final String CONFIGURATION_ONCE = "log4j.configurationFile";
    private static final String CONFIGURATION_VARIABLE = "LOG4J_CONFIGURATION_FILE";

    private ProgramLog() {}

    /** To be called before anything else of the program, since who logs first makes the choice for good. */
    public static void choose(Map<String, String> environment) {
        boolean byLog4j = environment.containsKey(CONFIGURATION_VARIABLE)
                || Stream.of(CONFIGURATION, CONFIGURATION_ONCE).anyMatch(key -> System.getProperty(key) != null);
        if (!byLog4j && System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, StderrLog.class.getName());
            System.setProperty(VERBOSITY, System.getProperty(VERBOSITY, "WARN"));
        }
    }

    /** Writes what still waits, for two seconds at most; what is logged from now on may get lost. */
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LineLoggers ours) {
            ours.end();
        } else {
            LogManager.shutdown();
        }
    }
}
