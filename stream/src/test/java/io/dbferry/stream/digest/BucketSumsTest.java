package io.dbferry.stream.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BucketSumsTest {
    private static final List<String> COLUMNS = List.of("a", "b", "c");

    @Test
    void orderOfRowsDoesNotMatterAndOneByteDoes() {
        List<String> rows = rows(5000);
        BucketSums sums = sums(rows, List.of("a"), 32);
        Collections.shuffle(rows, new Random(7));

        assertThat(sums(rows, List.of("a"), 32).bytes()).isEqualTo(sums.bytes());
        assertThat(sums(rows, List.of("a"), 32).checksum()).isEqualTo(sums.checksum());

        rows.set(17, rows.get(17).replace("v", "w"));
        assertThat(sums(rows, List.of("a"), 32).differing(sums)).hasSize(1);
        assertThat(sums(rows, List.of("a"), 32).checksum()).isNotEqualTo(sums.checksum());
    }

    @Test
    void foldedSumsAreThoseOfFewerBuckets() {
        List<String> rows = rows(5000);
        BucketSums folded = sums(rows, List.of("a"), 1 << 12);
        folded.fold();

        assertThat(folded.buckets()).isEqualTo(32);
        assertThat(folded.bytes()).isEqualTo(sums(rows, List.of("a"), 32).bytes());
        assertThat(folded.rows()).isEqualTo(5000);
    }

    @Test
    void partsAddUpToTheWholeAndBytesAreReadBack() {
        List<String> rows = rows(300);
        BucketSums whole = sums(rows, List.of("a"), 8);
        BucketSums parts = sums(rows.subList(0, 100), List.of("a"), 8);
        parts.add(sums(rows.subList(100, 300), List.of("a"), 8));

        assertThat(parts.bytes()).isEqualTo(whole.bytes());
        assertThat(BucketSums.of(parts.bytes(), 300).checksum()).isEqualTo(whole.checksum());
    }

    @Test
    void twoEqualRowsAreNotNone() {
        List<String> none = List.of();

        assertThat(sums(List.of("1\tx\ty\n", "1\tx\ty\n"), none, 1).checksum())
                .isNotEqualTo(sums(none, none, 1).checksum());
    }

    @Test
    void bucketIsOfTheKeyAloneWhereverItsColumnsStand() {
        LineDigest last = new LineDigest(COLUMNS, List.of("c"));
        assertThat(hash(last, "1\tx\tkey\n")).isEqualTo(hash(last, "2\t\\N\tkey\n"));
        assertThat(hash(last, "1\tx\tkey\n")).isNotEqualTo(hash(last, "1\tx\tkez\n"));

        LineDigest two = new LineDigest(COLUMNS, List.of("c", "a"));
        assertThat(hash(two, "1\tx\tkey\n")).isEqualTo(hash(two, "1\ty\tkey\n"));
        assertThat(hash(two, "1\tx\t2\n")).isNotEqualTo(hash(two, "12\tx\t\n"));

        LineDigest whole = new LineDigest(COLUMNS, List.of());
        assertThat(hash(whole, "1\tx\tkey\n")).isNotEqualTo(hash(whole, "1\ty\tkey\n"));
    }

    @Test
    void rowsSpreadOverBuckets() {
        Set<Integer> used = new HashSet<>();
        LineDigest digest = new LineDigest(COLUMNS, List.of("a"));
        for (String row : rows(5000)) {
            hash(digest, row);
            used.add(BucketSums.bucket(digest.keyHash(), 1024));
        }
        assertThat(used.size()).isGreaterThan(990);
    }

    @Test
    void onlyPowersOfTwoAreNumbersOfBuckets() {
        assertThat(BucketSums.isNumber(1)).isTrue();
        assertThat(BucketSums.isNumber(BucketSums.MOST)).isTrue();
        for (int no : new int[] {0, 3, -8, Integer.MIN_VALUE, BucketSums.MOST * 2}) {
            assertThat(BucketSums.isNumber(no)).as("%d", no).isFalse();
            assertThatThrownBy(() -> new BucketSums(no)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(i + "\tv" + i + "\t\\N\n");
        }
        return rows;
    }

    private static BucketSums sums(List<String> rows, List<String> key, int buckets) {
        BucketSums sums = new BucketSums(buckets);
        LineDigest digest = new LineDigest(COLUMNS, key);
        for (String row : rows) {
            hash(digest, row);
            sums.add(digest);
        }
        return sums;
    }

    private static long hash(LineDigest digest, String line) {
        digest.take(line.getBytes(StandardCharsets.UTF_8));
        return digest.keyHash();
    }
}
