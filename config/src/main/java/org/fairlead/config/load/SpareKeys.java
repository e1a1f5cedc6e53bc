package org.fairlead.config.load;

import org.fairlead.trust.FleetKeys;
import org.jspecify.annotations.Nullable;

/** Keys that are made up when first needed, and gone with the process. For any thread. */
public final class SpareKeys {
    private @Nullable FleetKeys keys;

    synchronized FleetKeys get() {
        FleetKeys known = keys == null ? SecretFile.madeUp() : keys;
        keys = known;
        return known;
    }
}
