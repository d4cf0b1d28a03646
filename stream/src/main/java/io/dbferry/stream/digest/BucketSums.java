package io.dbferry.stream.digest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The sums, modulo 2^64, of the digests of a table's rows, by bucket of their keys' hash: the order of rows does not
 * matter, and one row alters one bucket. Not for several threads.
 */
public final class BucketSums {
    /** 8 MB. */
    public static final int MOST = 1 << 20;

    /** A bucket has up to twice as many, where the table has no more than {@link #MOST} buckets hold. */
    public static final int ROWS_IN_BUCKET = 128;

    private long[] sums;
    private long rows;

    /** @param buckets a power of two */
    public BucketSums(int buckets) {
        if (!isNumber(buckets)) {
            throw new IllegalArgumentException("not a number of buckets: " + buckets);
        }
        sums = new long[buckets];
    }

    /** Whether a table can have so many. */
    public static boolean isNumber(int buckets) {
        return buckets > 0 && buckets <= MOST && Integer.bitCount(buckets) == 1;
    }

    /** The bucket of a key. */
    public static int bucket(long keyHash, int buckets) {
        return (int) keyHash & (buckets - 1);
    }

    /** Adds a row. */
    public void add(LineDigest line) {
        sums[bucket(line.keyHash(), sums.length)] += line.digest();
        rows++;
    }

    /** Adds rows that were summed elsewhere, in as many buckets. */
    public void add(BucketSums other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
        rows += other.rows;
    }

    /** Halves the number of buckets until each holds at least {@link #ROWS_IN_BUCKET} rows. */
    public void fold() {
        while (sums.length > 1 && rows / sums.length < ROWS_IN_BUCKET) {
            long[] half = new long[sums.length / 2];
            for (int i = 0; i < sums.length; i++) {
                half[i & (half.length - 1)] += sums[i];
            }
            sums = half;
        }
    }

    public int buckets() {
        return sums.length;
    }

    public long rows() {
        return rows;
    }

    /** Of all rows, as 16 hexadecimal digits. */
    public String checksum() {
        long sum = 0;
        for (long bucket : sums) {
            sum += bucket;
        }
        return String.format(Locale.ROOT, "%016x", sum);
    }

    /** The buckets whose sums differ. */
    public List<Integer> differing(BucketSums other) {
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != other.sums[i]) {
                differing.add(i);
            }
        }
        return differing;
    }

    /** 8 bytes for each bucket, the first byte highest. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(sums.length * Long.BYTES);
        bytes.asLongBuffer().put(sums);
        return bytes.array();
    }

    /** What {@link #bytes} wrote. */
    public static BucketSums of(byte[] bytes, long rows) {
        BucketSums read = new BucketSums(bytes.length / Long.BYTES);
        ByteBuffer.wrap(bytes).asLongBuffer().get(read.sums);
        read.rows = rows;
        return read;
    }
}
