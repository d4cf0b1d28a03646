package io.dbferry.sender.change.log;

import static io.dbferry.sender.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.LogConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.log.LogFix;
import io.dbferry.postgres.log.LogSetupProblem;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.Publication.Coverage;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.sender.change.ChangeStrategy.Span;
import io.dbferry.sender.change.log.SlotState.Covered;
import io.dbferry.sender.change.log.SlotState.Mark;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the log has all changes, what a mark remembers, and when the slot is dropped. */
class LogDecisionsTest {
    private static final Coverage MEMBER = new Coverage("member", "files");

    @ParameterizedTest(name = "{0} to {1}, timeline {2}, slot at {3}, advanced {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            1 | 2 | 1 | 0/5 | -    | -
            1 | 2 | 1 | 0/4 | -    | -
            1 | 2 | 1 | 0/6 | 0/8  | -
            3 | 2 | 1 | 0/5 | -    | the log does not reach back to the last shipment
            1 | 3 | 1 | 0/5 | -    | the log does not reach back to the last shipment
            1 | 2 | 2 | 0/5 | -    | the server is on another timeline than at the last shipment
            1 | 2 | 1 | 0/6 | -    | replication slot 's' does not reach back to the last shipment
            1 | 2 | 1 | 0/9 | 0/8  | replication slot 's' does not reach back to the last shipment
            1 | 2 | 1 | -   | -    | replication slot 's' does not reach back to the last shipment""")
    void theLogHasAllChangesIfTheSlotStandsWhereItWasLeft(
            long since, long now, int timeline, String slot, String advanced, String gap) {
        SlotState memory = new SlotState(advanced, null, List.of(mark(1, Map.of()), mark(2, Map.of())));

        assertThat(LogStrategy.gap(
                        memory,
                        new Span(position(since, 1), position(now, timeline)),
                        Optional.ofNullable(slot).map(Lsn::parse),
                        "s"))
                .isEqualTo(Optional.ofNullable(gap));
    }

    @Test
    void whyTheSlotWasDroppedIsSaidInItsPlace() {
        assertThat(LogStrategy.gap(
                        SlotState.NONE.withLost("it held back 3 GB"),
                        new Span(position(1, 1), position(2, 1)),
                        Optional.empty(),
                        "s"))
                .contains("it held back 3 GB");
    }

    @Test
    void aMarkHasTheTablesOfThePublicationAndWhatMayHaveChangedThemUnseen() {
        Position now = new Position("10:20:12,15", "0/9", NOW, "7", 1);
        SlotState memory = SlotState.NONE.with(mark(1, Map.of(1L, new Covered(MEMBER, Set.of(12L, 11L)))));

        Mark mark = LogStrategy.mark(memory, Kind.COMPLETE, now, Lsn.parse("0/5"), Map.of(1L, MEMBER, 2L, MEMBER));

        assertThat(mark)
                .isEqualTo(new Mark(
                        Kind.COMPLETE,
                        "10:20:12,15",
                        "0/9",
                        "0/5",
                        null,
                        false,
                        Map.of(
                                1L, new Covered(MEMBER, Set.of(12L)),
                                2L, new Covered(MEMBER, Set.of(12L, 15L)))));
    }

    @Test
    void aSlotThatSomebodyMovedIsAsOneThatWasMadeBehindThePublication() {
        Position now = new Position("10:20:12,15", "0/9", NOW, "7", 1);
        SlotState memory = SlotState.NONE.with(mark(1, Map.of()));

        assertThat(LogStrategy.mark(memory, Kind.PARTIAL, now, Lsn.parse("0/6"), Map.of(1L, MEMBER))
                        .tables())
                .isEqualTo(Map.of(1L, new Covered(MEMBER, Set.of())));
    }

    @Test
    void whatHindersTheLogIsRefusedWithItsHint() {
        LogSetupProblem problem =
                new LogSetupProblem("there is no replication slot 's'", new LogFix.MakeSlot("s"), Optional.empty());
        DbferryException plain = LogStrategy.refusal("s", problem, null);
        assertThat(plain.failure()).isEqualTo(Failure.SOURCE_DATABASE);
        assertThat(plain)
                .hasMessage("cannot read changes from the log: there is no replication slot 's'")
                .hasNoCause();
        assertThat(plain.hint()).startsWith("Run dbferry check --fix, or in that database: SELECT pg_create_logical");

        SQLException other = new SQLException("no more slots", "53400");
        assertThat(LogStrategy.refusal("s", problem, other))
                .hasMessage("cannot read changes from the log: there is no replication slot 's'")
                .hasCause(other);

        DbferryException open =
                LogStrategy.refusal("s", problem, new SQLException("canceled", ReplicationSlot.CANCELED));
        assertThat(open).hasMessage("cannot make replication slot 's': a transaction has been open for more than 30 s");
        assertThat(open.hint())
                .isEqualTo("Look into pg_stat_activity for it; the next run after its end makes the slot");
    }

    @Test
    void aSlotThatHoldsBackTooMuchIsDropped() {
        LogConfig config = new LogConfig(true, "s", "p", 3L << 30);

        assertThat(RetainedWalGuard.tooMuch(config, 3L << 30)).isEmpty();
        assertThat(RetainedWalGuard.tooMuch(config, (3L << 30) + 1))
                .contains(
                        "replication slot 's' held back 3.0 GB of WAL, more than log.max-retained-wal, and was dropped");
    }

    @Test
    void whereTheLogWasNeverUsedThereIsNoSlotToLookAfter(@TempDir Path work) throws Exception {
        assertThat(RetainedWalGuard.mayHaveSlot(work)).isFalse();

        SlotState.NONE.write(work);

        assertThat(RetainedWalGuard.mayHaveSlot(work)).isTrue();
        RetainedWalGuard.lock(work).close();
        assertThat(Files.exists(work.resolve("log.lock"))).isTrue();
    }

    private static Mark mark(long xid, Map<Long, Covered> tables) {
        return new Mark(
                xid == 1 ? Kind.COMPLETE : Kind.PARTIAL, xid + ":" + xid + ":", "0/6", "0/5", null, false, tables);
    }

    private static Position position(long xid, int timeline) {
        return new Position(xid + ":" + xid + ":", "0/7", NOW, "7", timeline);
    }
}
