package io.dbferry.receiver.compare;

import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many rows there are of each digest: a hash table with open addressing of 16 bytes for a digest, in memory where it
 * is small, else in a file that the operating system keeps in memory as far as it can. Not for several threads.
 */
final class DigestCounts {
    private static final int SLOT = 2 * Long.BYTES;
    private static final int SLOTS_IN_MEMORY = 1 << 16;
    private static final int SLOTS_IN_PART = 1 << 25;
    private static final long USED = 1L << 62;

    private final LongBuffer[] parts;
    private final long mask;

    /** @param digests at most so many different ones */
    DigestCounts(long digests, Path file) throws IOException {
        long slots = Math.max(16, Long.highestOneBit(Math.max(1, digests * 3 / 2)) * 2);
        mask = slots - 1;
        if (slots <= SLOTS_IN_MEMORY) {
            parts = new LongBuffer[] {ByteBuffer.allocate((int) slots * SLOT).asLongBuffer()};
            return;
        }
        parts = new LongBuffer[(int) ((slots + SLOTS_IN_PART - 1) / SLOTS_IN_PART)];
        try (FileChannel channel = PrivateFile.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ)) {
            for (int i = 0; i < parts.length; i++) {
                long from = (long) i * SLOTS_IN_PART * SLOT;
                long bytes = Math.min((long) SLOTS_IN_PART, slots) * SLOT;
                parts[i] =
                        channel.map(FileChannel.MapMode.READ_WRITE, from, bytes).asLongBuffer();
            }
        }
    }

    void add(long digest) {
        long slot = slot(digest);
        part(slot).put(at(slot), digest).put(at(slot) + 1, state(slot) + 1 | USED);
    }

    /** Whether there is one more row of that digest, which is taken away. */
    boolean take(long digest) {
        long slot = slot(digest);
        long left = state(slot) & ~USED;
        if (left == 0) {
            return false;
        }
        part(slot).put(at(slot) + 1, left - 1 | USED);
        return true;
    }

    /** The digest's slot, or the free one where it would be. */
    private long slot(long digest) {
        long slot = digest & mask;
        while (state(slot) != 0 && part(slot).get(at(slot)) != digest) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** How many rows are left, and whether there were any. */
    private long state(long slot) {
        return part(slot).get(at(slot) + 1);
    }

    private LongBuffer part(long slot) {
        return parts[(int) (slot / SLOTS_IN_PART)];
    }

    private static int at(long slot) {
        return (int) (slot % SLOTS_IN_PART) * 2;
    }
}
