package io.dbferry.sender.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where rows are cut: by what they are, and not by where they stand. */
class BlockCutsTest {
    private static final BlockCuts CUTS = BlockCuts.of(1);

    @Test
    void blocksAreAboutAsLargeAsTheyShallBe() {
        List<Integer> ends = ends(rows(200_000, 1));

        assertThat(200_000 * 100 / ends.size()).isBetween(160 << 10, 360 << 10);
    }

    @Test
    void cutsMeetAgainSoonBehindARowThatIsNew() {
        long[] rows = rows(100_000, 2);
        long[] more = new long[rows.length + 1];
        System.arraycopy(rows, 0, more, 0, 500);
        more[500] = 42;
        System.arraycopy(rows, 500, more, 501, rows.length - 500);

        List<Integer> moved = ends(more).stream().map(end -> end - 1).toList();

        List<Integer> common = new ArrayList<>(ends(rows));
        int all = common.size();
        common.retainAll(moved);
        assertThat(common.size()).isGreaterThan(all - 8);
    }

    @Test
    void noBlockIsLargerThanItMayBe() {
        assertThat(CUTS.endsBehind(CUTS.most(), 10, Long.MAX_VALUE)).isTrue();
        assertThat(CUTS.endsBehind(CUTS.most() - 1, 10, -1)).isFalse();
        assertThat(CUTS.endsBehind(100, 10, 0)).as("nor very small").isFalse();
        assertThat(CUTS.endsBehind(5 << 20, 5 << 20, -3))
                .as("a row that is long ends one")
                .isTrue();
    }

    @Test
    void blocksOfLargeDatabasesAreLarger() {
        assertThat(BlockCuts.of(40L << 30).usual()).isEqualTo(256 << 10);
        assertThat(BlockCuts.of(80L << 30).usual()).isEqualTo(512 << 10);
        assertThat(BlockCuts.of(100L << 40).usual()).isEqualTo(8 << 20);
        assertThat(BlockCuts.of(100L << 40).most()).isEqualTo(16 << 20);
    }

    private static long[] rows(int count, long seed) {
        return new SplittableRandom(seed).longs(count).toArray();
    }

    /** Behind which rows of 100 bytes it is cut. */
    private static List<Integer> ends(long[] digests) {
        List<Integer> ends = new ArrayList<>();
        int text = 0;
        for (int i = 0; i < digests.length; i++) {
            text += 100;
            if (CUTS.endsBehind(text, 100, digests[i])) {
                ends.add(i);
                text = 0;
            }
        }
        return ends;
    }
}
