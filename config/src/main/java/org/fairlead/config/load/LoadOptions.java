package org.fairlead.config.load;

import java.util.Map;
import java.util.Optional;

/**
 * What the command line and the environment add to the files.
 *
 * @param environment for {@code ${NAME}}; {@code FAIRLEAD_DATACENTER} in it replaces {@code datacenter}
 * @param datacenter replaces both; empty: it wasn't given
 * @param dev makes up fleet keys where none are configured; they are gone with the process
 * @param spareKeys for where no keys are configured; the same for every reload, so that pins outlive it
 * @param strict takes warnings for errors
 */
public record LoadOptions(
        Map<String, String> environment,
        Optional<String> datacenter,
        boolean dev,
        boolean strict,
        SpareKeys spareKeys) {
    /** The environment variable that names the local datacenter. */
    public static final String DATACENTER_VARIABLE = "FAIRLEAD_DATACENTER";

    public LoadOptions {
        environment = Map.copyOf(environment);
    }

    /** With nothing but an environment, such as {@code System.getenv()}. */
    public static LoadOptions of(Map<String, String> environment) {
        return new LoadOptions(environment, Optional.empty(), false, false, new SpareKeys());
    }

    public LoadOptions at(String name) {
        return new LoadOptions(environment, Optional.of(name), dev, strict, spareKeys);
    }

    public LoadOptions inDevelopment() {
        return new LoadOptions(environment, datacenter, true, strict, spareKeys);
    }

    public LoadOptions strictly() {
        return new LoadOptions(environment, datacenter, dev, true, spareKeys);
    }
}
