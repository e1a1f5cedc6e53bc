package org.fairlead.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReadSizeTest {
    private final ReadSize size = new ReadSize();

    @Test
    void growsOnceARoomWasFilled() {
        assertThat(size.bytes()).isEqualTo(HotBuffers.SMALL);
        size.learn(HotBuffers.SMALL - 1, false);
        assertThat(size.bytes()).isEqualTo(HotBuffers.SMALL);
        size.learn(HotBuffers.SMALL, true);
        assertThat(size.bytes()).isEqualTo(HotBuffers.LARGE);
    }

    @Test
    void shrinksAfterTwoReadsThatWereShort() {
        size.learn(HotBuffers.SMALL, true);
        size.learn(10, false);
        size.learn(HotBuffers.SMALL + 1, false);
        size.learn(10, false);
        assertThat(size.bytes()).isEqualTo(HotBuffers.LARGE);
        size.learn(10, false);
        assertThat(size.bytes()).isEqualTo(HotBuffers.SMALL);
    }

    @Test
    void leavesRoomBeforeWhatIsLarge() {
        size.learn(HotBuffers.SMALL, true);
        ByteBuf buffer = size.newBuffer(UnpooledByteBufAllocator.DEFAULT);

        assertThat(buffer.readerIndex()).isEqualTo(1024);
        assertThat(buffer.writableBytes()).isEqualTo(HotBuffers.LARGE - 1024);
        buffer.release();
    }
}
