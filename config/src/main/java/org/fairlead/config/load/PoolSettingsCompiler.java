package org.fairlead.config.load;

import java.time.Duration;
import org.fairlead.config.PoolSettings;
import org.fairlead.config.model.PoolModel;
import org.fairlead.config.source.Problems;

/** Makes what a deployment file says of how origins are looked after. */
final class PoolSettingsCompiler {
    private final Problems problems;

    PoolSettingsCompiler(Problems problems) {
        this.problems = problems;
    }

    PoolSettings of(PoolModel pool) {
        return new PoolSettings(ejection(pool.eject()), pool.allDown());
    }

    private PoolSettings.Ejection ejection(PoolModel.EjectModel eject) {
        Duration longest = eject.longest();
        if (longest.compareTo(eject.first()) < 0) {
            problems.unexpected(eject.node().get("longest"), "no less than eject.for");
            longest = eject.first();
        }
        return new PoolSettings.Ejection(
                eject.after(), eject.first(), longest, eject.most().hundredths());
    }
}
