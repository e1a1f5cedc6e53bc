package org.fairlead.config.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a {@link RuntimeState} over a restart. Written whole beside itself, forced to the disk, then renamed: a crash leaves
 * the old one or the new one. Not for an event loop.
 */
public final class StateFile {
    private static final int MOST_BYTES = 1 << 20;

    /** Opens what a new state is written to before it takes the file's place. */
    interface Opener {
        FileChannel open(Path path) throws IOException;
    }

    private final Path path;
    private final Opener opener;

    public StateFile(Path path) {
        this(
                path,
                temporary -> FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    StateFile(Path path, Opener opener) {
        this.path = path.toAbsolutePath();
        this.opener = opener;
    }

    public Path path() {
        return path;
    }

    /**
     * What was written last; the empty state where there is no such file.
     *
     * @throws IOException where there is one that can't be read as such: what operators set isn't guessed
     */
    public RuntimeState read() throws IOException {
        if (Files.isDirectory(path)) {
            throw failure("a folder (expected: a file of Fairlead's own, or none)", null);
        }
        if (Files.notExists(path)) {
            return RuntimeState.EMPTY;
        }
        byte[] bytes;
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw failure("larger than 1 MiB (expected: what Fairlead wrote)", null);
            }
            bytes = Files.readAllBytes(path);
        } catch (java.nio.file.AccessDeniedException e) {
            throw failure("may not be read (expected: a file of Fairlead's own)", e);
        }
        try {
            return StateFormat.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw failure(
                    e.getMessage()
                            + "; what was set at run time isn't known: restore the file, or move it away to start"
                            + " without",
                    e);
        }
    }

    /**
     * Returns once the disk has it.
     *
     * @throws IOException where it can't be written; then the file is as it was
     */
    public void write(RuntimeState state) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try {
            if (Files.isDirectory(path)) {
                throw failure("a folder (expected: a file, or nothing yet)", null);
            }
            try (FileChannel channel = opener.open(temporary)) {
                ByteBuffer bytes = ByteBuffer.wrap(StateFormat.render(state));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder();
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e.getMessage() != null && e.getMessage().startsWith(prefix())
                    ? e
                    : failure("can't be written: " + e + " (expected: room, and the right to write in its folder)", e);
        }
    }

    /** Without it the rename itself could be lost with the power. */
    private void forceFolder() throws IOException {
        Path folder = path.getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private String prefix() {
        return "state file " + path + ": ";
    }

    private IOException failure(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IOException(prefix() + what, cause);
    }
}
