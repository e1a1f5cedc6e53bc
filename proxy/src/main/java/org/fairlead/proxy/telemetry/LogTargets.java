package org.fairlead.proxy.telemetry;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fairlead.config.Operations;
import org.jspecify.annotations.Nullable;

/** Opens what the access log is written to. */
final class LogTargets {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private LogTargets() {}

    /** Null where nothing is to be written. */
    static @Nullable LineTarget open(Operations.AccessLog.Target target) {
        if (target instanceof Operations.AccessLog.Target.File file) {
            return RotatedFile.open(file.path());
        }
        if (target instanceof Operations.AccessLog.Target.Stdout) {
            // Not System.out, which would take a lock and a second buffer, and hide errors.
            FileChannel stdout = new FileOutputStream(FileDescriptor.out).getChannel();
            return lines -> writeWhole(lines, stdout);
        }
        return null;
    }

    /** Waits where {@code out} takes nothing: standard output doesn't, if somebody who has it, too, made it non-blocking. */
    static void writeWhole(ByteBuffer lines, WritableByteChannel out) throws IOException {
        while (lines.hasRemaining()) {
            if (out.write(lines) == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** A file that is appended to, and opened anew after somebody moved it away, as logrotate does. For one thread. */
    static final class RotatedFile implements LineTarget, Closeable {
        private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final Path path;
        private FileChannel out;
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

        private static FileChannel append(Path path) throws IOException {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private static @Nullable Object keyOf(Path path) throws IOException {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        /** To one file, so that no line is torn. */
        @Override
        public void write(ByteBuffer lines) throws IOException {
            long now = System.nanoTime();
            if (now - lookedNanos > LOOK_NANOS) {
                lookedNanos = now;
                reopenIfMoved();
            }
            writeWhole(lines, out);
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
