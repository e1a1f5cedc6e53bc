package org.fairlead.proxy.control;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** What is done when the system sends the process a signal; on a thread of the JVM's. */
public final class Signals {
    private Signals() {}

    /** Says why not. */
    public static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        private Unavailable(Throwable cause) {
            super(String.valueOf(cause), cause);
        }
    }

    /**
     * From now on; the last one that was told so counts.
     *
     * @param name such as {@code HUP}
     * @return brings back what was done before
     * @throws Unavailable where the platform has no such signal, or the JVM keeps it to itself
     */
    public static Runnable on(String name, Runnable action) throws Unavailable {
        // By reflection: javac warns of these classes in a way that can't be silenced, though every JDK has them.
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return method.getName().equals("hashCode") ? (Object) 0 : null;
                    });
            Optional<Object> before = Optional.ofNullable(handle(name, handler, handling));
            return () -> before.ifPresent(earlier -> restore(name, handler, earlier));
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e.getCause();
            throw new Unavailable(e instanceof InvocationTargetException && cause != null ? cause : e);
        }
    }

    private static Object handle(String name, Class<?> handler, Object handling) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
    }

    private static void restore(String name, Class<?> handler, Object earlier) {
        try {
            handle(name, handler, earlier);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the signal could be had before", e);
        }
    }
}
