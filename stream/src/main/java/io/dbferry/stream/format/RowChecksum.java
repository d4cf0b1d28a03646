package io.dbferry.stream.format;

import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A checksum of a table that does not depend on the order of its rows: the sum, modulo 2^64, of a mixed CRC-32C of
 * each row's line of COPY text. It finds mistakes, not attacks: those are the SHA-256's part. Not for several threads.
 *
 * <p>The mixing is the finalizer of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators",
 * 2014), so that sums of similar rows differ.
 */
public final class RowChecksum {
    private final CRC32C crc = new CRC32C();
    private long sum;

    /** Adds a line, with or without its end, always the same way. */
    public void add(byte[] line) {
        crc.reset();
        crc.update(line);
        sum += mix(crc.getValue() << 32 | line.length);
    }

    public void add(RowChecksum other) {
        sum += other.sum;
    }

    public String hex() {
        return String.format(Locale.ROOT, "%016x", sum);
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
