package org.fairlead.proxy.control;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reloads on SIGHUP. */
public final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** From now on; the last one that was told so counts. Where the platform has no signals, nothing happens. */
    public static void reloads(LiveConfiguration live) {
        on(() -> {
            Caller caller = new Caller("SIGHUP", "");
            ControlCalls.audit(caller, "reload", live.reload(caller).result().label());
        });
    }

    /** By reflection: javac warns of these classes in a way that can't be silenced, though every JDK has them. */
    private static void on(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return method.getName().equals("hashCode") ? (Object) 0 : null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
            LOG.warn("no reload by SIGHUP here: {}", String.valueOf(cause));
        }
    }
}
