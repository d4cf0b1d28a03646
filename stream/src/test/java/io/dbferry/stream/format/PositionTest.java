package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Position HERE = new Position("10:20:15", "1/10", NOON, "7", 3);

    @Test
    void whatIsLaterOrTheSameContinues() {
        assertThat(HERE.brokenAt(HERE)).isNull();
        assertThat(HERE.brokenAt(new Position("11:20:", "2/0", NOON.plusSeconds(1), "7", 3)))
                .isNull();
        assertThat(new Position("1:1:", "7FFFFFFF/0", NOON, "7", 3)
                        .brokenAt(new Position("1:1:", "7FFFFFFF/FFFFFFFF", NOON, "7", 3)))
                .isNull();
    }

    @Test
    void anotherClusterOrTimelineIsAnotherHistory() {
        assertThat(HERE.brokenAt(new Position("10:20:15", "1/10", NOON, "8", 3)))
                .isEqualTo("the database is not the one that was shipped before");
        assertThat(HERE.brokenAt(new Position("10:20:15", "1/10", NOON, "7", 4)))
                .isEqualTo("the database went over from timeline 3 to 4, as after a failover or a restore");
        assertThat(HERE.brokenAt(new Position("10:20:15", "1/10", NOON, "7", 2)))
                .isEqualTo("the database went over from timeline 3 to 2, as after a failover or a restore");
    }

    @Test
    void whatStandsBeforeWasSetBack() {
        assertThat(HERE.brokenAt(new Position("10:20:15", "1/F", NOON, "7", 3)))
                .isEqualTo("the database was set back: it stands at WAL position 1/F and stood at 1/10");
        assertThat(HERE.brokenAt(new Position("10:20:15", "0/FFFFFFFF", NOON, "7", 3)))
                .contains("WAL position 0/FFFFFFFF");
        assertThat(HERE.brokenAt(new Position("10:19:", "1/10", NOON, "7", 3)))
                .isEqualTo("the database was set back: its next transaction is 19 and was 20");
        assertThat(HERE.brokenAt(new Position("10:20:", "1/10", NOON.minusNanos(1), "7", 3)))
                .isEqualTo("the clock of the database was set back from 2026-11-23T12:00:00Z to"
                        + " 2026-11-23T11:59:59.999999999Z");
    }

    @Test
    void theOldestRunningTransactionDecidesNothing() {
        assertThat(HERE.brokenAt(new Position("5:20:5", "1/10", NOON, "7", 3))).isNull();
    }

    @Test
    void aPositionIsOfPostgresqlsTexts() {
        for (String snapshot : List.of("", "1", "1:2", "1:y:", "1:2:x", "-1:2:", "1234567890123456789:2:")) {
            assertThatThrownBy(() -> new Position(snapshot, "0/1", NOON, "7", 1))
                    .as(snapshot)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the snapshot is none");
        }
        for (String wal : List.of("", "0", "/1", "1/", "x/y", "0/123456789", "0/-1", "1/2/3")) {
            assertThatThrownBy(() -> new Position("1:2:1", wal, NOON, "7", 1))
                    .as(wal)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the WAL position is none");
        }
    }

    @Test
    void walPositionsHaveNoSign() {
        Position high = new Position("1:1:", "80000000/0", NOON, "7", 1);
        Position low = new Position("1:1:", "7FFFFFFF/FFFFFFFF", NOON, "7", 1);

        assertThat(low.brokenAt(high)).isNull();
        assertThat(high.brokenAt(low)).contains("it stands at WAL position 7FFFFFFF/FFFFFFFF");
    }
}
