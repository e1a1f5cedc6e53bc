package org.fairlead.proxy.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.Operations;
import org.fairlead.config.load.Loaded;
import org.fairlead.config.load.SourceFiles;
import org.fairlead.config.runtime.Change;
import org.fairlead.config.runtime.ConfigurationDiff;
import org.fairlead.config.runtime.EffectiveConfiguration;
import org.fairlead.config.runtime.ReloadPlan;
import org.fairlead.config.runtime.RuntimeState;

/**
 * What would come of a change or a reload. A path of its own: it is given values, and has no way to the state, its file or
 * what is served.
 */
final class Preview {
    /** @param plan empty: it would be refused */
    record Reload(Optional<ReloadPlan> plan, SourceFiles files, Answer answer) {}

    private static final Operations.Control.Ramp NO_LIMIT = new Operations.Control.Ramp(10_000);

    private Preview() {}

    static Reload reload(LiveView view, Loaded loaded) {
        if (loaded instanceof Loaded.Refused refused) {
            List<String> problems =
                    refused.problems().stream().map(Object::toString).toList();
            return new Reload(Optional.empty(), loaded.files(), Answer.refused(problems));
        }
        Loaded.Accepted accepted = (Loaded.Accepted) loaded;
        ReloadPlan plan = ReloadPlan.of(view.loaded(), accepted.configuration(), view.state());
        if (!plan.refusals().isEmpty()) {
            return new Reload(Optional.empty(), loaded.files(), Answer.refused(plan.refusals()));
        }
        List<String> warnings = new ArrayList<>();
        accepted.warnings().forEach(warning -> warnings.add(warning.toString()));
        plan.restarts().forEach(key -> warnings.add(key + ": changed, but takes a restart; runs on as before"));
        warnings.addAll(EffectiveConfiguration.of(plan.next(), view.state()).contradictions());
        return new Reload(
                Optional.of(plan),
                loaded.files(),
                Answer.done(ConfigurationDiff.between(view.loaded(), plan.next()), warnings));
    }

    static Change.Outcome outcome(LiveView view, Caller caller, Change change, Instant now) {
        Operations.Control.Ramp ramp = view.loaded()
                .operations()
                .control()
                .map(Operations.Control::ramp)
                .orElse(NO_LIMIT);
        var entry = new RuntimeState.Entry(change.override(), caller.who(), caller.why(), now);
        return change.apply(view.loaded(), view.state(), entry, ramp);
    }

    static Answer change(LiveView view, Caller caller, Change change) {
        Change.Outcome outcome = outcome(view, caller, change, Instant.EPOCH);
        return outcome instanceof Change.Outcome.Refused refused
                ? Answer.refused(refused.problem())
                : answer((Change.Outcome.Accepted) outcome);
    }

    static Answer answer(Change.Outcome.Accepted accepted) {
        return Answer.done(accepted.effects(), accepted.effective().contradictions());
    }
}
