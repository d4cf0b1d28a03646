package io.dbferry.sender.build;

import com.github.luben.zstd.ZstdCompressCtx;
import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.Manifest.Frame;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * {@code database.sql.zst} while it is written: zstd frames, each a whole statement, in the order in which they are
 * ready. Takes frames from several threads.
 */
final class DatabaseFile {
    private final GrowingFile file;

    DatabaseFile(GrowingFile file) {
        this.file = file;
    }

    /** One worker's compressor with its own buffer outside the heap; used again for each frame. */
    final class Compressor implements AutoCloseable {
        /** zstd's fastest level but one: a slower level would make the dump wait for it (docs/design.md has figures). */
        private static final int LEVEL = 1;

        private final ZstdCompressCtx context =
                new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
        private ByteBuffer compressed = ByteBuffer.allocateDirect(0);

        /** Appends what stands between the buffer's position and limit, which must be outside the heap. */
        Frame append(ByteBuffer statement, long rows) throws IOException {
            int bound = Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(statement.remaining()));
            if (compressed.capacity() < bound) {
                compressed = ByteBuffer.allocateDirect(bound);
            }
            compressed.clear();
            int length = context.compressDirectByteBuffer(
                    compressed, 0, compressed.capacity(), statement, statement.position(), statement.remaining());
            compressed.limit(length);
            MessageDigest hash = Hashing.sha256();
            hash.update(compressed.duplicate());
            long offset = file.append(compressed);
            return new Frame(offset, length, rows, Hashing.hex(hash.digest()));
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
