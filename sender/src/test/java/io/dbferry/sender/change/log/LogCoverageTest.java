package io.dbferry.sender.change.log;

import static io.dbferry.sender.Fixtures.position;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.Publication.Coverage;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.sender.change.log.SlotState.Covered;
import io.dbferry.sender.change.log.SlotState.Mark;
import io.dbferry.stream.format.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far the log can be relied on, by what was remembered. */
class LogCoverageTest {
    private static final Coverage MEMBER = new Coverage("member", "files");
    private static final SnapshotText SEEN = SnapshotText.parse("10:20:12,15");

    @TempDir
    private Path work;

    @Test
    void tableTravelsAnewWhereTheLogDidNotCoverItAllTheTime() {
        Covered covered = new Covered(MEMBER, Set.of());

        assertThat(LogReader.isAnew(covered, covered, SEEN)).isFalse();
        assertThat(LogReader.isAnew(null, covered, SEEN)).isTrue();
        assertThat(LogReader.isAnew(covered, null, SEEN)).isTrue();
        assertThat(LogReader.isAnew(covered, new Covered(new Coverage("member", "other files"), Set.of()), SEEN))
                .isTrue();
        assertThat(LogReader.isAnew(new Covered(MEMBER, Set.of(12L)), covered, SEEN))
                .as("still open")
                .isFalse();
        assertThat(LogReader.isAnew(new Covered(MEMBER, Set.of(11L)), covered, SEEN))
                .as("committed what the log did not tell")
                .isTrue();
    }

    @Test
    void transactionsThatWereOpenWhenATableBecameAMemberCountUntilTheyEnd() {
        Mark without = mark("10:10:", Map.of());
        Mark open = mark("10:10:", Map.of(1L, new Covered(MEMBER, Set.of(11L, 12L))));

        assertThat(LogStrategy.open(1, MEMBER, Optional.empty(), SEEN)).isEmpty();
        assertThat(LogStrategy.open(1, MEMBER, Optional.of(without), SEEN)).containsExactlyInAnyOrder(12L, 15L);
        assertThat(LogStrategy.open(1, MEMBER, Optional.of(open), SEEN)).containsExactly(12L);
        assertThat(LogStrategy.open(1, new Coverage("again", "files"), Optional.of(open), SEEN))
                .containsExactlyInAnyOrder(12L, 15L);
    }

    @Test
    void markOfADeliveredShipmentIsTheFirst() {
        Mark first = mark("1:1:", Map.of());
        Mark lost = mark("2:2:", Map.of());
        Mark second = mark("3:3:", Map.of());
        SlotState state = SlotState.NONE.with(first).with(lost).with(second);

        assertThat(state.marks()).as("of the same kind, the later counts").containsExactly(first, second);
        assertThat(state.delivered()).contains(first);
        assertThat(state.mark(position(3))).contains(second);
        assertThat(state.from(second).marks()).containsExactly(second);
        assertThat(state.replacing(second, second.whenMoved()).marks().get(1).moved())
                .isTrue();
        assertThat(state.replacing(second, second.movingTo(Lsn.parse("0/9")))
                        .marks()
                        .get(1)
                        .moveTo())
                .isEqualTo("0/9");
    }

    @Test
    void slotIsExpectedWhereItWasLastMovedTo() {
        Mark mark = mark("1:1:", Map.of());

        assertThat(SlotState.NONE.furthest(mark)).isEqualTo(Lsn.parse("0/5"));
        SlotState moved = SlotState.NONE.advancedTo(Lsn.parse("0/8")).advancedTo(Lsn.parse("0/7"));
        assertThat(moved.furthest(mark)).isEqualTo(Lsn.parse("0/8"));
    }

    @Test
    void whyTheSlotWasLostIsRememberedUntilAShipmentIsDelivered() {
        Mark mark = mark("1:1:", Map.of());
        SlotState.NONE.with(mark).withLost("why").write(work);

        SlotState read = SlotState.read(work);
        assertThat(read).isEqualTo(new SlotState(null, "why", List.of()));
        assertThat(read.with(mark).from(mark).lost()).isNull();
        assertThat(SlotState.read(work.resolve("none"))).isEqualTo(SlotState.NONE);
    }

    private static Mark mark(String snapshot, Map<Long, Covered> tables) {
        return new Mark(Kind.PARTIAL, snapshot, "0/6", "0/5", null, false, tables);
    }
}
