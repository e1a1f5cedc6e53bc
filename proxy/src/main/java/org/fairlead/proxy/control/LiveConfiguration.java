package org.fairlead.proxy.control;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.Loaded;
import org.fairlead.config.load.SourceFiles;
import org.fairlead.config.runtime.Change;
import org.fairlead.config.runtime.EffectiveConfiguration;
import org.fairlead.config.runtime.ReloadPlan;
import org.fairlead.config.runtime.RuntimeState;
import org.fairlead.config.runtime.StateFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that is served, and every way to change it: whole or not at all, one change after the other. Reads and
 * writes files: for any thread but an event loop.
 */
public final class LiveConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);

    private final Supplier<Loaded> source;
    private final InstantSource clock;
    private final Optional<StateFile> stateFile;
    private Consumer<Configuration> server = any -> {};
    private volatile LiveView view;

    private LiveConfiguration(
            Loaded.Accepted first, Supplier<Loaded> source, InstantSource clock, Optional<StateFile> stateFile)
            throws IOException {
        this.source = source;
        this.clock = clock;
        this.stateFile = stateFile;
        RuntimeState state = stateFile.isPresent() ? stateFile.get().read() : RuntimeState.EMPTY;
        Instant now = clock.instant();
        view = new LiveView(
                first.configuration(),
                first.files(),
                now,
                state,
                EffectiveConfiguration.of(first.configuration(), state),
                new LiveView.LastReload(now, "the start", List.of()),
                List.of());
        state.entries().forEach(entry -> LOG.info("set at run time: {}", entry));
        tellContradictions();
    }

    /**
     * What runs first, with what operators had set before.
     *
     * @param source reads the files anew; from them come reloads
     * @throws IOException where there is a state file that can't be read
     */
    public static LiveConfiguration of(Loaded.Accepted first, Supplier<Loaded> source) throws IOException {
        Optional<StateFile> stateFile =
                first.configuration().operations().control().map(control -> new StateFile(control.stateFile()));
        return new LiveConfiguration(first, source, InstantSource.system(), stateFile);
    }

    /** One that isn't from files, and stays as it is. */
    public static LiveConfiguration fixed(Configuration configuration) {
        Loaded.Accepted loaded =
                new Loaded.Accepted(configuration, List.of(), List.of(), new SourceFiles(List.of(), "built-in"));
        try {
            return new LiveConfiguration(loaded, () -> loaded, InstantSource.system(), Optional.empty());
        } catch (IOException e) {
            throw new IllegalStateException("no file was read", e);
        }
    }

    /** From now on {@code server} is told of every change, in their order. */
    public synchronized void serveBy(Consumer<Configuration> server) {
        this.server = server;
    }

    /** What holds now. */
    public LiveView view() {
        return view;
    }

    /** Reads the files, and serves what they say, if all of it can be. */
    public synchronized Answer reload(Caller caller) {
        Preview.Reload reload = Preview.reload(view, source.get());
        LiveView.LastReload last = new LiveView.LastReload(
                clock.instant(), caller.toString(), reload.answer().problems());
        if (reload.plan().isEmpty()) {
            view = view.with(last);
            LOG.warn(
                    "reload refused, all runs on as before: {}",
                    String.join("; ", reload.answer().problems()));
            return reload.answer();
        }
        ReloadPlan plan = reload.plan().get();
        LiveView next = new LiveView(
                plan.next(),
                reload.files(),
                clock.instant(),
                view.state(),
                EffectiveConfiguration.of(plan.next(), view.state()),
                last,
                plan.restarts());
        server.accept(next.served());
        view = next;
        LOG.info(
                "reloaded: configuration {}, epoch {}; {}",
                reload.files().hash(),
                plan.next().snapshot().topology().epoch(),
                reload.answer().effects().isEmpty()
                        ? "nothing changed"
                        : String.join("; ", reload.answer().effects()));
        tellContradictions();
        return reload.answer();
    }

    /** Does what an operator asks for, if it makes sense; the state file has it before the first request sees it. */
    public synchronized Answer change(Caller caller, Change change) {
        if (stateFile.isEmpty()) {
            return Answer.refused("nothing can be set at run time (expected: control in the deployment file)");
        }
        Change.Outcome outcome = Preview.outcome(view, caller, change, clock.instant());
        if (outcome instanceof Change.Outcome.Refused refused) {
            return Answer.refused(refused.problem());
        }
        Change.Outcome.Accepted accepted = (Change.Outcome.Accepted) outcome;
        if (!accepted.effects().isEmpty()) {
            try {
                stateFile.get().write(accepted.next());
            } catch (IOException e) {
                LOG.error("nothing was changed: {}", e.getMessage());
                return Answer.failed(e.getMessage() == null ? e.toString() : e.getMessage());
            }
            server.accept(accepted.effective().configuration());
            view = view.with(accepted.next(), accepted.effective());
            LOG.info("changed at run time by {}: {}", caller, String.join("; ", accepted.effects()));
        }
        return Preview.answer(accepted);
    }

    /** What {@link #reload} reads. */
    Loaded load() {
        return source.get();
    }

    private void tellContradictions() {
        view.effective().contradictions().forEach(contradiction -> LOG.warn("state file: {}", contradiction));
    }
}
