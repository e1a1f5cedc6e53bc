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
public record Tools(Cores cores, Pace pace, Path folder, int basePort, Wrk wrk, OpenLoop openLoop) {}
