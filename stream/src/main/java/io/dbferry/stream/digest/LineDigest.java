package io.dbferry.stream.digest;

import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The digest of a row and the hash of its key, both 64 bits, from its line of COPY text as PostgreSQL sends it, with
 * the line's end. Finds mistakes, not attacks: those are the part of SHA-256 and signature. Not for several threads.
 *
 * <p>CRC-32 and CRC-32C are what a processor computes by itself. The mixing is the finalizer of splitmix64 (Steele, Lea,
 * Flood: "Fast splittable pseudorandom number generators", 2014), so that sums of similar rows differ.
 */
public final class LineDigest {
    private final CRC32 crc32 = new CRC32();
    private final CRC32C crc32c = new CRC32C();
    private final boolean[] inKey;
    private long digest;
    private long keyHash;

    /**
     * @param columns of the lines, in their order
     * @param key columns among them; the whole line where there are none
     */
    public LineDigest(List<String> columns, List<String> key) {
        int last = key.stream().mapToInt(columns::indexOf).max().orElse(-1);
        inKey = new boolean[last + 1];
        key.forEach(column -> inKey[columns.indexOf(column)] = true);
    }

    /** Takes the next line. */
    public void take(byte[] line) {
        keyHash = of(line, 0, line.length);
        if (inKey.length > 0) {
            keyHash = mix(keyCrc(line));
        }
    }

    /** Takes a line that is so many bytes behind others, without its key. */
    public long of(byte[] bytes, int from, int length) {
        crc32.reset();
        crc32.update(bytes, from, length);
        crc32c.reset();
        crc32c.update(bytes, from, length);
        digest = mix(mix(crc32c.getValue() << 32 | crc32.getValue()) + length);
        return digest;
    }

    /** A tab always ends a field: one within a value is written as {@code \t}. */
    private long keyCrc(byte[] line) {
        crc32c.reset();
        int start = 0;
        for (boolean column : inKey) {
            int end = start;
            while (end < line.length && line[end] != '\t') {
                end++;
            }
            end = Math.min(end + 1, line.length);
            if (column) {
                crc32c.update(line, start, end - start);
            }
            start = end;
        }
        return crc32c.getValue();
    }

    public long digest() {
        return digest;
    }

    public long keyHash() {
        return keyHash;
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
