package io.dbferry.receiver.compare;

import io.dbferry.files.PrivateFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file with 16 bytes for each row that one worker has read: its digest and its {@link RowPlace}. */
final class RowLog implements AutoCloseable {
    private static final int ENTRY = 2 * Long.BYTES;
    private static final int ENTRIES_HELD = 4096;

    private final FileChannel channel;
    private final ByteBuffer held = ByteBuffer.allocate(ENTRIES_HELD * ENTRY);
    private long entries;

    RowLog(Path file) throws IOException {
        channel = PrivateFile.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ);
    }

    /** Entries of one table that stand one behind the other. */
    record Segment(RowLog log, long from, long count) {
        /** Hears each entry. */
        interface Reader {
            void take(long digest, long place) throws IOException;
        }

        void read(Reader reader) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(ENTRIES_HELD * ENTRY);
            long left = count;
            long offset = from * ENTRY;
            while (left > 0) {
                bytes.clear().limit((int) Math.min(left, ENTRIES_HELD) * ENTRY);
                while (bytes.hasRemaining()) {
                    if (log.channel.read(bytes, offset + bytes.position()) < 0) {
                        throw new EOFException("a list of rows in the work folder has become shorter");
                    }
                }
                offset += bytes.limit();
                LongBuffer read = bytes.flip().asLongBuffer();
                left -= read.remaining() / 2;
                while (read.hasRemaining()) {
                    reader.take(read.get(), read.get());
                }
            }
        }
    }

    void add(long digest, long place) throws IOException {
        if (!held.hasRemaining()) {
            flush();
        }
        held.putLong(digest).putLong(place);
        entries++;
    }

    /** All since there were so many entries. */
    Segment since(long from) throws IOException {
        flush();
        return new Segment(this, from, entries - from);
    }

    long entries() {
        return entries;
    }

    private void flush() throws IOException {
        held.flip();
        while (held.hasRemaining()) {
            channel.write(held);
        }
        held.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
