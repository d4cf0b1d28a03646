package io.dbferry.receiver.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestCountsTest {
    @TempDir
    private Path folder;

    @Test
    void eachRowIsTakenAsOftenAsItIsThere() throws IOException {
        DigestCounts counts = new DigestCounts(3, folder.resolve("counts"));
        counts.add(7);
        counts.add(7);
        counts.add(0);

        assertThat(counts.take(7)).isTrue();
        assertThat(counts.take(7)).isTrue();
        assertThat(counts.take(7)).isFalse();
        assertThat(counts.take(0)).as("a digest that is zero").isTrue();
        assertThat(counts.take(0)).isFalse();
        assertThat(counts.take(8)).isFalse();
    }

    @Test
    void digestsOfOneSlotStandBesideEachOtherAlsoOnceTheFirstIsTaken() throws IOException {
        DigestCounts counts = new DigestCounts(8, folder.resolve("counts"));
        for (long digest = 15; digest < 16 * 8; digest += 16) {
            counts.add(digest);
        }
        assertThat(counts.take(15)).isTrue();

        assertThat(counts.take(15)).isFalse();
        for (long digest = 31; digest < 16 * 8; digest += 16) {
            assertThat(counts.take(digest)).as("digest %d", digest).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100_000})
    void inMemoryAndInAFileAllAreFoundAndNoOthers(int rows) throws IOException {
        DigestCounts counts = new DigestCounts(rows, folder.resolve("counts"));
        Random digests = new Random(1);
        for (int i = 0; i < rows; i++) {
            counts.add(digests.nextLong());
        }

        Random again = new Random(1);
        for (int i = 0; i < rows; i++) {
            assertThat(counts.take(again.nextLong())).isTrue();
        }
        Random others = new Random(2);
        for (int i = 0; i < rows; i++) {
            assertThat(counts.take(others.nextLong())).isFalse();
        }
    }
}
