package org.fairlead.proxy.systemd;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether calls on a descriptor wait: an event loop must never, and whoever opened it may have thought otherwise. */
final class Blocking {
    private static final int O_NONBLOCK = 04000;

    private Blocking() {}

    /**
     * Makes calls on it return at once.
     *
     * @throws IOException where that isn't possible here, with what to do about it
     */
    static void end(int descriptor) throws IOException {
        if (isEnded(descriptor)) {
            return;
        }
        try {
            // Neither the JDK nor Netty does this for a foreign descriptor in public; the manifest of the program opens
            // the
            // package.
            Class<?> calls = Class.forName("sun.nio.ch.IOUtil");
            Method open = calls.getMethod("newFD", int.class);
            Method configure = calls.getMethod("configureBlocking", FileDescriptor.class, boolean.class);
            open.setAccessible(true);
            configure.setAccessible(true);
            configure.invoke(null, open.invoke(null, descriptor), false);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("it blocks (expected: NonBlocking=true in the service unit)", e);
        }
    }

    private static boolean isEnded(int descriptor) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor));
        for (String line : lines) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & O_NONBLOCK) != 0;
            }
        }
        return false;
    }
}
