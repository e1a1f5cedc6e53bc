package org.fairlead.proxy.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads once the files of a configuration have changed and then been still for a while: all of them or none. Looks at
 * them on a thread of its own.
 */
public final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final LiveConfiguration live;
    private final long stillNanos;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "file-watch");
        thread.setDaemon(true);
        return thread;
    });
    private List<String> settled;
    private List<String> seen;
    private long seenNanos;

    private FileWatch(LiveConfiguration live, Duration still) {
        this.live = live;
        stillNanos = still.toNanos();
        settled = look();
        seen = settled;
    }

    /** @param still how long nothing may have changed before a reload */
    public static FileWatch start(LiveConfiguration live, Duration still) {
        FileWatch watch = new FileWatch(live, still);
        long pause = Math.max(TimeUnit.MILLISECONDS.toNanos(50), Math.min(watch.stillNanos / 2, 1_000_000_000L));
        watch.timer.scheduleWithFixedDelay(watch::turn, pause, pause, TimeUnit.NANOSECONDS);
        return watch;
    }

    private void turn() {
        try {
            turn(System.nanoTime());
        } catch (RuntimeException e) {
            // It would end the watching.
            LOG.error("a bug in the watching of files", e);
        }
    }

    private void turn(long nowNanos) {
        List<String> now = look();
        if (!now.equals(seen)) {
            seen = now;
            seenNanos = nowNanos;
        } else if (!now.equals(settled) && nowNanos - seenNanos >= stillNanos) {
            settled = now;
            Caller caller = new Caller("file watching", "files changed");
            ControlCalls.audit(caller, "reload", live.reload(caller).result().label());
        }
    }

    /** What can be told of each file without reading it. */
    private List<String> look() {
        List<String> marks = new ArrayList<>();
        for (Path path : live.view().files().watched()) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                marks.add(path + " " + attributes.lastModifiedTime() + " " + attributes.size() + " "
                        + attributes.fileKey());
            } catch (IOException e) {
                marks.add(path + " can't be read");
            }
        }
        return marks;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
