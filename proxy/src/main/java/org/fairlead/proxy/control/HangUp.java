package org.fairlead.proxy.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reloads on SIGHUP. */
public final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** From now on; the last one that was told so counts. Where the platform has no signals, nothing happens. */
    public static void reloads(LiveConfiguration live) {
        try {
            Signals.on("HUP", () -> {
                Caller caller = new Caller("SIGHUP", "");
                ControlCalls.audit(
                        caller, "reload", live.reload(caller).result().label());
            });
        } catch (Signals.Unavailable e) {
            LOG.warn("no reload by SIGHUP here: {}", e.getMessage());
        }
    }
}
