package org.fairlead.proxy.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Whether some files have changed since they were read, and been still since the last look: a certificate and its key are
 * seldom written in one go. Looks at the files: not for an event loop.
 */
final class FileMarks {
    private final List<Path> files;
    private List<String> settled;
    private List<String> seen;

    FileMarks(List<Path> files) {
        this.files = files;
        settled = look();
        seen = settled;
    }

    /** True once for each change. */
    boolean haveChanged() {
        List<String> now = look();
        if (now.equals(settled)) {
            seen = now;
            return false;
        }
        boolean isStill = now.equals(seen);
        seen = now;
        if (isStill) {
            settled = now;
        }
        return isStill;
    }

    /** What can be told of each without reading it; links are followed, as they are what is swapped in a container. */
    private List<String> look() {
        return files.stream().map(FileMarks::mark).toList();
    }

    private static String mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "can't be read";
        }
    }
}
