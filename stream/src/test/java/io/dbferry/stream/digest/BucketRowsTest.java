package io.dbferry.stream.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Which rows are in the buckets that differ. */
class BucketRowsTest {
    private static final List<String> COLUMNS = List.of("note", "day", "id");
    private static final List<String> KEY = List.of("id", "day");

    @Test
    void ofTheBucketsAskedForThereAreAllKeysAndTheSumsOfTheRows() {
        int buckets = 8;
        List<Integer> wanted = List.of(5, 2);
        BucketSums sums = new BucketSums(buckets);
        LineDigest digest = new LineDigest(COLUMNS, KEY);
        List<String> expected = new ArrayList<>();
        BucketRows.Reader reader = new BucketRows.Reader(new BucketRows.Asked(COLUMNS, KEY, buckets, wanted), 1000);
        for (int i = 0; i < 200; i++) {
            byte[] line = ("note\\t" + i + "\t2026-01-0" + i % 9 + "\t" + i + "\n").getBytes(UTF_8);
            digest.take(line);
            sums.add(digest);
            if (wanted.contains(BucketSums.bucket(digest.keyHash(), buckets))) {
                expected.add(i + "\t2026-01-0" + i % 9 + "\n");
            }
            reader.take(line);
        }

        BucketRows rows = reader.rows();

        assertThat(expected).hasSizeBetween(20, 100);
        assertThat(rows.keys()).extracting(key -> new String(key, UTF_8)).isEqualTo(expected);
        assertThat(rows.sums()).containsExactly(hex(sums, 5), hex(sums, 2));
        assertThat(rows.tooMany()).isFalse();
    }

    @Test
    void moreKeysThanMemoryHasRoomForAreNotKept() {
        BucketRows.Reader reader =
                new BucketRows.Reader(new BucketRows.Asked(List.of("id"), List.of("id"), 1, List.of(0)), 2);
        reader.take("1\n".getBytes(UTF_8));
        reader.take("2\n".getBytes(UTF_8));
        assertThat(reader.rows().tooMany()).isFalse();
        String two = reader.rows().sums().get(0);

        reader.take("3\n".getBytes(UTF_8));

        assertThat(reader.rows().tooMany()).isTrue();
        assertThat(reader.rows().keys()).hasSize(2);
        assertThat(reader.rows().sums().get(0)).as("sums all the same").isNotEqualTo(two);
    }

    @Test
    void aTableAloneIsReadByItsNameAndWhatHasNoRowsOfItsOwnByAQuery() {
        assertThat(TableDigest.copySql(table(false), List.of("id", "no\"te")))
                .isEqualTo("COPY \"public\".\"bus\" (\"id\", \"no\"\"te\") TO STDOUT");
        assertThat(TableDigest.copySql(table(true), List.of("id")))
                .isEqualTo("COPY (SELECT \"id\" FROM \"public\".\"bus\" t) TO STDOUT");
        assertThat(TableDigest.copySql(table(false), List.of()))
                .isEqualTo("COPY (SELECT  FROM ONLY \"public\".\"bus\" t) TO STDOUT");
    }

    private static Table table(boolean partitioned) {
        return new Table(
                new TableName("public", "bus"),
                1,
                partitioned,
                false,
                List.of(),
                new RowKey(List.of(), false, false),
                List.of(),
                List.of(),
                List.of(),
                true,
                null);
    }

    private static String hex(BucketSums sums, int bucket) {
        return String.format(Locale.ROOT, "%016x", ByteBuffer.wrap(sums.bytes()).getLong(bucket * Long.BYTES));
    }
}
