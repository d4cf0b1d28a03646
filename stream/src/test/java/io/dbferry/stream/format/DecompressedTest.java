package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class DecompressedTest {
    private static final byte[] ZEROS = Zstd.compress(new byte[16 << 20]);

    @Test
    void noMoreComesOutThanIsAllowed() throws Exception {
        assertThat(read(ZEROS, ZEROS.length, 16 << 20)).isEqualTo(16 << 20);
        long always = (16 << 20) - 1 - 1000L * ZEROS.length;
        assertThat(read(ZEROS, ZEROS.length, always + 1)).isEqualTo(16 << 20);
        assertThatThrownBy(() -> read(ZEROS, ZEROS.length, always))
                .isInstanceOf(Decompressed.TooMuchException.class)
                .hasMessage("it holds more than 16.0 MB");
        assertThat(read(ZEROS, Long.MAX_VALUE, 0)).isEqualTo(16 << 20);
    }

    @Test
    void windowThatNoHonestFrameNeedsIsRefused() {
        // A frame header that asks for a window of 2 GB (RFC 8878, 3.1.1.1.2).
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xa8, 0x01, 0x00, 0x00};
        assertThatThrownBy(() -> read(frame, frame.length, 1 << 20)).isInstanceOf(ZstdIOException.class);
    }

    @Test
    void whatIsSkippedCountsToo() throws Exception {
        long always = (16 << 20) - 1000L * ZEROS.length;
        InputStream all = Decompressed.of(new ByteArrayInputStream(ZEROS), ZEROS.length, always);

        assertThat(all.markSupported()).isFalse();
        assertThat(all.read()).isZero();
        assertThat(all.skip(100)).isEqualTo(100);
        assertThat(all.transferTo(OutputStream.nullOutputStream())).isEqualTo((16 << 20) - 101);
        assertThat(all.read()).isEqualTo(-1);
        assertThat(all.skip(1)).isZero();
        InputStream less = Decompressed.of(new ByteArrayInputStream(ZEROS), ZEROS.length, always - 1);
        assertThatThrownBy(() -> less.skip(Long.MAX_VALUE)).isInstanceOf(Decompressed.TooMuchException.class);
    }

    private static long read(byte[] compressed, long bytes, long always) throws IOException {
        return Decompressed.of(new ByteArrayInputStream(compressed), bytes, always)
                .transferTo(OutputStream.nullOutputStream());
    }
}
