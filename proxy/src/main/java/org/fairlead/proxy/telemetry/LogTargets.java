package org.fairlead.proxy.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.fairlead.config.Operations;
import org.jspecify.annotations.Nullable;

/** Opens what the access log is written to. */
final class LogTargets {
    private LogTargets() {}

    /** Null where nothing is to be written. */
    static @Nullable OutputStream open(Operations.AccessLog.Target target) {
        if (target instanceof Operations.AccessLog.Target.File file) {
            return RotatedFile.open(file.path());
        }
        // Not System.out, which would take a lock and a second buffer, and hide errors.
        return target instanceof Operations.AccessLog.Target.Stdout ? new FileOutputStream(FileDescriptor.out) : null;
    }

    /** A file that is appended to, and opened anew after somebody moved it away, as logrotate does. For one thread. */
    static final class RotatedFile extends OutputStream {
        private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final Path path;
        private OutputStream out;
        private @Nullable Object key;
        private long lookedNanos = System.nanoTime();

        private RotatedFile(Path path) throws IOException {
            this.path = path;
            out = append(path);
            key = keyOf(path);
        }

        static RotatedFile open(Path path) {
            try {
                return new RotatedFile(path);
            } catch (IOException e) {
                throw new UncheckedIOException("access log: " + path + ": can't be opened for writing", e);
            }
        }

        private static OutputStream append(Path path) throws IOException {
            return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private static @Nullable Object keyOf(Path path) throws IOException {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            long now = System.nanoTime();
            if (now - lookedNanos > LOOK_NANOS) {
                lookedNanos = now;
                reopenIfMoved();
            }
            out.write(bytes, offset, length);
        }

        private void reopenIfMoved() throws IOException {
            Object current = keyOf(path);
            if (current == null || !current.equals(key)) {
                out.close();
                out = append(path);
                key = keyOf(path);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
