package io.dbferry.sender.frame;

import com.github.luben.zstd.ZstdCompressCtx;
import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * {@code database.sql.zst} while it is written: zstd frames, one or several of them a whole statement, in the order in which
 * they are ready. Takes frames from several threads.
 */
public final class DatabaseFile {
    private final GrowingFile file;

    public DatabaseFile(GrowingFile file) {
        this.file = file;
    }

    /** Appends whole frames, and returns where they stand. */
    Frame append(ByteBuffer frames, long rows) throws IOException {
        int length = frames.remaining();
        MessageDigest hash = Hashing.sha256();
        hash.update(frames.duplicate());
        return new Frame(file.append(frames), length, rows, Hashing.hex(hash.digest()));
    }

    /** One worker's compressor with its own buffer outside the heap; used again for each frame. */
    public final class Compressor implements AutoCloseable {
        /** zstd's fastest level but one: a slower level would make the dump wait for it (docs/design.md has figures). */
        private static final int LEVEL = 1;

        private final ZstdCompressCtx context =
                new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
        private ByteBuffer compressed = ByteBuffer.allocateDirect(0);

        /** Appends what stands between the buffer's position and limit, which must be outside the heap. */
        public Frame append(ByteBuffer statement, long rows) throws IOException {
            return DatabaseFile.this.append(compress(statement), rows);
        }

        /** A frame of what stands between the buffer's position and limit; valid until the next call. */
        ByteBuffer compress(ByteBuffer content) {
            int bound = Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(content.remaining()));
            if (compressed.capacity() < bound) {
                compressed = ByteBuffer.allocateDirect(bound);
            }
            compressed.clear();
            int length = context.compressDirectByteBuffer(
                    compressed, 0, compressed.capacity(), content, content.position(), content.remaining());
            return compressed.limit(length);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
