package org.fairlead.proxy.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** How SLF4J finds our loggers: by the name of this class. Nothing here uses markers or a context. */
public final class StderrLog implements SLF4JServiceProvider {
    private static final String API = "2.0.99";

    private final LineLoggers loggers =
            LineLoggers.of(System.getenv(), new LineWriter(new FileOutputStream(FileDescriptor.err)));
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    @Override
    public void initialize() {
        loggers.begin();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return API;
    }
}
