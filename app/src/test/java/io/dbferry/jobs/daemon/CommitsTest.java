package io.dbferry.jobs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommitsTest {
    private static long ended(String earlier, String later) {
        return Commits.of(later).since(Commits.of(earlier));
    }

    @Test
    void transactionsThatHaveBegunHaveNotEnded() {
        assertThat(ended("100:100:", "100:100:")).isZero();
        assertThat(ended("100:100:", "100:103:100,101,102")).isZero();
    }

    @Test
    void thoseThatRanAndThoseThatCameAndWentHaveEnded() {
        assertThat(ended("100:103:100,102", "103:103:")).isEqualTo(2);
        assertThat(ended("100:103:100,102", "102:105:102")).isEqualTo(3);
        assertThat(ended("0:0:", "7:7:")).isEqualTo(7);
    }

    @Test
    void whatIsNoSnapshotIsNotTakenForOne() {
        assertThatThrownBy(() -> Commits.of("100")).hasMessage("not a snapshot: '100'");
    }
}
