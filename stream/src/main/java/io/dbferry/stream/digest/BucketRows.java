package io.dbferry.stream.digest;

import io.dbferry.postgres.catalog.Table;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The rows of some buckets of a table: their keys, and what each bucket sums up to.
 *
 * @param keys lines of COPY text with the key's columns, in the key's order
 * @param sums of the buckets asked for, in their order, as 16 hexadecimal digits each
 * @param tooMany whether there are more than {@link #MOST_KEYS}, and some of the keys are missing
 */
public record BucketRows(List<byte[]> keys, List<String> sums, boolean tooMany) {
    /** Keys are held in memory. */
    public static final int MOST_KEYS = 1 << 19;

    /** Which rows to read: the columns that the shipment's rows carry, and the buckets of their key. */
    public record Asked(List<String> columns, List<String> key, int buckets, List<Integer> wanted) {}

    /** Reads the whole table, as the connection's transaction sees it. */
    public static BucketRows read(Connection connection, Table table, Asked asked) throws SQLException {
        Reader reader = new Reader(asked, MOST_KEYS);
        TableDigest.lines(connection, table, asked.columns(), reader);
        return reader.rows();
    }

    /** Collects from all lines of a table. */
    static final class Reader implements TableDigest.LineReader {
        private final Asked asked;
        private final int mostKeys;
        private final Map<Integer, Integer> places = new HashMap<>();
        private final LineDigest digest;
        private final int[] fields;
        private final long[] sums;
        private final List<byte[]> keys = new ArrayList<>();
        private boolean tooMany;

        Reader(Asked asked, int mostKeys) {
            this.asked = asked;
            this.mostKeys = mostKeys;
            asked.wanted().forEach(bucket -> places.put(bucket, places.size()));
            this.digest = new LineDigest(asked.columns(), asked.key());
            this.fields =
                    asked.key().stream().mapToInt(asked.columns()::indexOf).toArray();
            this.sums = new long[places.size()];
        }

        @Override
        public void take(byte[] line) {
            digest.take(line);
            Integer place = places.get(BucketSums.bucket(digest.keyHash(), asked.buckets()));
            if (place == null) {
                return;
            }
            sums[place] += digest.digest();
            if (keys.size() < mostKeys) {
                keys.add(key(line, fields));
            } else {
                tooMany = true;
            }
        }

        BucketRows rows() {
            List<String> hex = new ArrayList<>();
            for (long sum : sums) {
                hex.add(String.format(Locale.ROOT, "%016x", sum));
            }
            return new BucketRows(keys, hex, tooMany);
        }
    }

    private static byte[] key(byte[] line, int[] fields) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i++) {
            int start = 0;
            for (int skip = fields[i]; skip > 0; skip--) {
                start = end(line, start) + 1;
            }
            key.write(line, start, end(line, start) - start);
            key.write(i + 1 < fields.length ? '\t' : '\n');
        }
        return key.toByteArray();
    }

    private static int end(byte[] line, int start) {
        int end = start;
        while (line[end] != '\t' && line[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Brings the keys into a table that has the key's columns, in their order. */
    public void copyInto(Connection connection, String tableSql) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + tableSql + " FROM STDIN");
        try {
            for (byte[] key : keys) {
                copy.writeToCopy(key, 0, key.length);
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
