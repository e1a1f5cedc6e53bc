package org.fairlead.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakRecordsTest {
    @Test
    void findsBufferThatNobodyReleased() {
        leak();
        assertThat(LeakRecords.drain()).hasSize(1).first().asString().startsWith("ByteBuf");
    }

    @Test
    void findsNothingWhereAllIsReleased() {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        assertThat(LeakRecords.drain()).isEmpty();
    }

    private static void leak() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        buffer.writeByte(1);
    }
}
