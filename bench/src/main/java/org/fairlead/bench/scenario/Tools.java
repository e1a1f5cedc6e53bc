package org.fairlead.bench.scenario;

import java.nio.file.Path;
import org.fairlead.bench.load.OpenLoop;
import org.fairlead.bench.load.Wrk;
import org.fairlead.bench.machine.Cores;

/**
 * What all scenarios work with.
 *
 * @param folder for the files of one run
 * @param basePort the first of the ports that origins and contestants listen on
 */
public record Tools(Cores cores, Pace pace, Path folder, int basePort, Wrk wrk, OpenLoop openLoop) {
    private static final int PORTS = 200;

    /** The same, for an arena beside another one. */
    Tools beside() {
        return new Tools(cores, pace, folder, basePort + PORTS, wrk, openLoop);
    }
}
