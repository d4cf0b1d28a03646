package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotTextTest {
    @Test
    void seesWhatHadEnded() {
        SnapshotText snapshot = SnapshotText.parse("100:110:100,105");

        assertThat(snapshot.sees(99)).isTrue();
        assertThat(snapshot.sees(100)).isFalse();
        assertThat(snapshot.sees(101)).isTrue();
        assertThat(snapshot.sees(105)).isFalse();
        assertThat(snapshot.sees(110)).isFalse();
        assertThat(SnapshotText.parse("7:7:").sees(6)).isTrue();
    }

    @Test
    void idsOfTheLogGetTheHalfThatIsNearest() {
        long epoch = 1L << 32;
        SnapshotText early = SnapshotText.parse((epoch + 5) + ":" + (epoch + 5) + ":");
        assertThat(early.whole(4)).isEqualTo(epoch + 4);
        assertThat(early.whole(6)).isEqualTo(epoch + 6);
        assertThat(early.whole(-2)).isEqualTo(epoch - 2);
        SnapshotText late = SnapshotText.parse((epoch - 2) + ":" + (epoch - 2) + ":");
        assertThat(late.whole(3)).isEqualTo(epoch + 3);
        assertThat(late.whole(-3)).isEqualTo(epoch - 3);
    }

    @Test
    void positionsAreReadAndOrderedAsPostgresDoes() {
        assertThat(Lsn.parse("16/B374D848")).hasToString("16/B374D848");
        assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.parse("1/FFFFFFFF"));
    }
}
