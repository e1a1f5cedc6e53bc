package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HotBuffersTest {
    /** Without a search for leaks, as in production. */
    private static void test(Consumer<HotBuffers> test) {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            test.accept(new HotBuffers(new PooledByteBufAllocator(true)));
        } finally {
            ResourceLeakDetector.setLevel(before);
        }
    }

    @Test
    void handsTheSameOneOutAgainOnceItIsReleased() {
        test(buffers -> {
            ByteBuf first = buffers.directBuffer(2048);
            first.writeLong(1).readByte();
            first.release();
            ByteBuf second = buffers.directBuffer(HotBuffers.SMALL);

            assertThat(second).isSameAs(first);
            assertThat(second.readableBytes()).isZero();
            assertThat(second.writableBytes()).isEqualTo(HotBuffers.SMALL);
            second.release();
        });
    }

    @Test
    void neverHandsOutWhatSomebodyStillHas() {
        test(buffers -> {
            List<ByteBuf> had = new ArrayList<>();
            // More than are kept.
            for (int i = 0; i < 150; i++) {
                had.add(buffers.directBuffer(100));
            }
            // Buffers equal each other by their bytes: here it matters that they are different objects.
            Set<ByteBuf> different = Collections.newSetFromMap(new IdentityHashMap<>());
            different.addAll(had);
            assertThat(different).hasSameSizeAs(had);
            ByteBuf slice = had.get(3).writeZero(10).readRetainedSlice(5);
            had.forEach(ByteBuf::release);
            List<ByteBuf> again = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                again.add(buffers.directBuffer(100));
            }
            assertThat(again).allSatisfy(next -> assertThat(next).isNotSameAs(had.get(3)));
            slice.release();
            assertThat(buffers.directBuffer(100)).isSameAs(had.get(3));
        });
    }

    @Test
    void takesBackWhatHasGrown() {
        test(buffers -> {
            ByteBuf grown = buffers.directBuffer(100);
            grown.writeZero(100_000).release();
            ByteBuf again = buffers.directBuffer(100);

            assertThat(again.capacity()).isEqualTo(HotBuffers.SMALL);
            assertThat(again.refCnt()).isEqualTo(1);
            again.release();
            assertThat(buffers.directBuffer(100)).isSameAs(again);
        });
    }

    @Test
    void countsWhoHasOne() {
        test(buffers -> {
            ByteBuf buffer = buffers.directBuffer(100);
            buffer.retain(2);
            assertThat(buffer.release(2)).isFalse();
            assertThat(buffer.release()).isTrue();

            assertThat(buffer.refCnt()).isZero();
            assertThatThrownBy(buffer::release).isInstanceOf(IllegalReferenceCountException.class);
            assertThatThrownBy(buffer::retain).isInstanceOf(IllegalReferenceCountException.class);
        });
    }

    @Test
    void leavesTheLargeToThePool() {
        test(buffers -> {
            ByteBuf large = buffers.directBuffer(100_000);
            assertThat(large.capacity()).isEqualTo(100_000);
            assertThat(large.refCnt()).isEqualTo(1);
            large.release();
            assertThat(large.refCnt()).isZero();
        });
    }
}
