package org.fairlead.proxy.log;

import java.util.logging.LogManager;
import java.util.stream.Stream;

/** Who writes the log: we, to stderr; or java.util.logging as it was configured by its own means. */
public final class ProgramLog {
    /** Of SLF4J: whom to take, without a search through all jars; and to say nothing of it. */
    private static final String PROVIDER = "slf4j.provider";

    private static final String VERBOSITY = "slf4j.internal.verbosity";
    private static final String LIBRARY = "org.slf4j.jul.JULServiceProvider";

    /** Of java.util.logging. */
    private static final String MANAGER = "java.util.logging.manager";

    private static final String CONFIGURATION_FILE = "java.util.logging.config.file";
    private static final String CONFIGURATION_CLASS = "java.util.logging.config.class";

    private ProgramLog() {}

    /** To be called before anything else of the program, since who logs first makes the choice for good. */
    public static void choose() {
        setDefault(PROVIDER, LIBRARY);
        setDefault(VERBOSITY, "WARN");
        if (Stream.of(MANAGER, CONFIGURATION_FILE, CONFIGURATION_CLASS)
                .allMatch(key -> System.getProperty(key) == null)) {
            System.setProperty(MANAGER, StderrLog.class.getName());
        }
    }

    private static void setDefault(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    /** Makes it ready, and says what is wrong with how it was asked for. */
    public static void begin() {
        if (LogManager.getLogManager() instanceof StderrLog ours) {
            ours.begin();
        }
    }

    /** Writes what still waits, for two seconds at most; what is logged from now on may get lost. */
    public static void end() {
        if (LogManager.getLogManager() instanceof StderrLog ours) {
            ours.end();
        }
    }
}
