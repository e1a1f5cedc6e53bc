package org.fairlead.proxy.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every leak that Netty's detectors find, for the whole JVM; any thread. */
final class LeakRecords {
    private static final Queue<String> RECORDS = new ConcurrentLinkedQueue<>();
    private static final List<RecordingDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();
    private static final long COLLECTION_MILLIS = 5_000;

    private LeakRecords() {}

    /** Must come before the first buffer: the detectors are made when their classes are loaded. */
    static void install() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    /** Collects garbage and gives the leaks found since the last call. */
    static List<String> drain() {
        // Within one collection the references come in any order; those of the first are all through before the
        // second's.
        collectGarbage();
        collectGarbage();
        DETECTORS.forEach(RecordingDetector::poll);
        List<String> found = new ArrayList<>();
        for (String record = RECORDS.poll(); record != null; record = RECORDS.poll()) {
            found.add(record);
        }
        return found;
    }

    /** Until a reference of our own has come through. */
    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> reference = new PhantomReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(COLLECTION_MILLIS) == null) {
                throw new IllegalStateException("no garbage collection within " + COLLECTION_MILLIS + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reference.clear();
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // Abstract, so it must be there.
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            RecordingDetector<T> detector = new RecordingDetector<>(resource, samplingInterval);
            DETECTORS.add(detector);
            return detector;
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<?> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** A detector looks for leaks when it is given something to track. */
        @SuppressWarnings("unchecked") // It keeps nothing of what it tracks but its identity.
        void poll() {
            T nothing = (T) new Object();
            trackForcibly(nothing).close(nothing);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            RECORDS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            RECORDS.add(resourceType);
        }
    }
}
