package org.fairlead.proxy.telemetry;

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
    private LogTargets() {}

    /** Null where nothing is to be written. */
    static @Nullable WritableByteChannel open(Operations.AccessLog.Target target) {
        if (target instanceof Operations.AccessLog.Target.File file) {
            return RotatedFile.open(file.path());
        }
        // Not System.out, which would take a lock and a second buffer, and hide errors.
        return target instanceof Operations.AccessLog.Target.Stdout
                ? new Waiting(new FileOutputStream(FileDescriptor.out).getChannel())
                : null;
    }

    /** Waits where the target takes nothing: standard output doesn't, if somebody who has it, too, made it non-blocking. */
    record Waiting(WritableByteChannel out) implements WritableByteChannel {
        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = out.write(bytes);
            while (count == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                count = out.write(bytes);
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** A file that is appended to, and opened anew after somebody moved it away, as logrotate does. For one thread. */
    static final class RotatedFile implements WritableByteChannel {
        private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final Path path;
        private WritableByteChannel out;
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

        private static WritableByteChannel append(Path path) throws IOException {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private static @Nullable Object keyOf(Path path) throws IOException {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            long now = System.nanoTime();
            if (now - lookedNanos > LOOK_NANOS) {
                lookedNanos = now;
                reopenIfMoved();
            }
            int count = 0;
            // Whole, so that no line is torn between two files.
            while (bytes.hasRemaining()) {
                count += out.write(bytes);
            }
            return count;
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
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
