package io.dbferry.sender.change.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.PgOutputMessage;
import io.dbferry.postgres.log.Publication.Coverage;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.sender.change.TestSink;
import io.dbferry.sender.change.TestTable;
import io.dbferry.sender.change.log.SlotState.Covered;
import io.dbferry.sender.change.log.SlotState.Mark;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRulesTest {
    private static final Table BUS = TestTable.of("bus");
    private static final Coverage COVERAGE = new Coverage("member", "storage");
    private static final Lsn START = Lsn.parse("0/10");
    private static final Lsn END = Lsn.parse("0/99");

    @TempDir
    private Path work;

    private final TestSink sink = new TestSink();
    private final VisibleCommits commits = new VisibleCommits(SnapshotText.parse("100:110:105"), START, END);
    private final LogKeys keys = new LogKeys(Map.of(7L, BUS), SnapshotText.parse("90:95:92"), commits, sink);

    @Test
    void keysOfInsertedUpdatedAndDeletedRowsAreTold() throws SQLException {
        take(relation(7, "id", true), begin(101), insert(7, "1"), update(7, null, "2"), update(7, "3", "4"));
        take(delete(7, "5"), commit(50));
        keys.flush();

        assertThat(sink.told())
                .containsExactly(
                        "bus touched [1]", "bus touched [2]", "bus touched [4]", "bus touched [3]", "bus touched [5]");
        assertThat(keys.told()).isTrue();
        assertThat(keys.withoutKey()).isEmpty();
        assertThat(keys.emptied()).isEmpty();
    }

    @Test
    void transactionsThatTheLastShipmentSawOrThisOneDoesNotAreSkipped() throws SQLException {
        take(relation(7, "id", true));
        take(begin(94), insert(7, "seen before"), commit(20));
        take(begin(92), insert(7, "was open then"), commit(30));
        take(begin(105), insert(7, "is open now"), commit(40));
        take(begin(110), insert(7, "began later"), commit(50));
        keys.flush();

        assertThat(sink.told()).containsExactly("bus touched [was open then]");
    }

    @Test
    void tablesThatAreNotFollowedAreSkipped() throws SQLException {
        take(relation(8, "id", true), begin(101), insert(8, "1"), truncate(8), commit(50));
        keys.flush();

        assertThat(sink.told()).isEmpty();
        assertThat(keys.told()).isFalse();
        assertThat(keys.emptied()).isEmpty();
    }

    @Test
    void aTruncateEmptiesItsTables() throws SQLException {
        take(begin(101), truncate(7), commit(50));

        assertThat(keys.emptied()).containsExactly(BUS);
    }

    @Test
    void aChangeWhoseKeyTheLogDoesNotTellIsNoticed() throws SQLException {
        take(relation(7, "id", false), begin(101), insert(7, "1"));
        assertThat(keys.withoutKey()).contains(BUS);

        LogKeys other = new LogKeys(Map.of(7L, BUS), SnapshotText.parse("90:95:92"), commits, sink);
        other.take(relation(7, "code", true));
        other.take(insert(7, "1"));
        assertThat(other.withoutKey()).contains(BUS);

        LogKeys early = new LogKeys(Map.of(7L, BUS), SnapshotText.parse("90:95:92"), commits, sink);
        early.take(insert(7, "1"));
        assertThat(early.withoutKey()).as("before its relation").contains(BUS);
    }

    @Test
    void aLargeKeyThatDidNotChangeIsInTheOldRow() throws SQLException {
        take(relation(7, "id", true), begin(101), update(7, "big", null), commit(50));
        keys.flush();

        assertThat(sink.told()).containsExactly("bus touched [big]", "bus touched [big]");
        take(update(7, null, null));
        assertThat(keys.withoutKey()).contains(BUS);
    }

    @Test
    void manyKeysAreBroughtAFewAtATime() throws SQLException {
        String large = "x".repeat(1 << 19);
        take(relation(7, "id", true), begin(101), insert(7, large), insert(7, "2"));
        assertThat(sink.told()).isEmpty();
        take(insert(7, large));

        assertThat(sink.told()).hasSize(3);
        keys.flush();
        assertThat(sink.told()).hasSize(3);
    }

    @Test
    void theSlotMayMoveUpToTheFirstChangeThatIsNotSeen() throws SQLException {
        assertThat(commits.nothingUnseenBefore()).as("nothing in the log").isEqualTo(END);
        take(begin(101), insert(7, "1"), commit(0x20));
        take(begin(105), commit(0x30));
        assertThat(commits.nothingUnseenBefore())
                .as("an unseen transaction without changes")
                .isEqualTo(END);
        take(begin(105), insert(7, "1"), commit(0x40));
        take(begin(101), insert(7, "1"), commit(0x50));

        assertThat(commits.nothingUnseenBefore()).isEqualTo(Lsn.parse("0/30"));
        assertThat(commits.seen()).isTrue();
        assertThat(commits.transaction()).isEqualTo(101);
    }

    @Test
    void aChangeThatIsNotSeenRightAwayKeepsTheSlotWhereItIs() {
        commits.follow(begin(110));
        commits.follow(truncate(7));
        commits.follow(commit(0x40));

        assertThat(commits.nothingUnseenBefore()).isEqualTo(START);
    }

    @Test
    void aTableIsTakenAnewWhoseCoverageChangedOrThatOthersMayHaveChangedUnseen() {
        SnapshotText seen = SnapshotText.parse("100:110:105");

        assertThat(isAnew(COVERAGE, Set.of(), COVERAGE, seen)).isFalse();
        assertThat(isAnew(COVERAGE, Set.of(105L), COVERAGE, seen))
                .as("still open")
                .isFalse();
        assertThat(isAnew(COVERAGE, Set.of(105L, 101L), COVERAGE, seen))
                .as("ended since")
                .isTrue();
        assertThat(isAnew(new Coverage("other", "storage"), Set.of(), COVERAGE, seen))
                .isTrue();
        assertThat(isAnew(new Coverage("member", "other"), Set.of(), COVERAGE, seen))
                .isTrue();
        Mark none = mark(Kind.PARTIAL, "1:1:", "0/1", Map.of());
        Mark one = mark(Kind.PARTIAL, "1:1:", "0/1", Map.of(BUS.oid(), new Covered(COVERAGE, Set.of())));
        assertThat(LogStrategy.isAnew(BUS, none, one, seen)).isTrue();
        assertThat(LogStrategy.isAnew(BUS, one, none, seen)).isTrue();
    }

    @Test
    void transactionsThatWereOpenWhenATableCameInAreKeptUntilTheyEnd() {
        SnapshotText seen = SnapshotText.parse("100:110:105,107");
        Optional<Mark> last =
                Optional.of(mark(Kind.PARTIAL, "1:1:", "0/1", Map.of(7L, new Covered(COVERAGE, Set.of(99L, 105L)))));

        assertThat(LogStrategy.open(7, COVERAGE, Optional.empty(), seen)).isEmpty();
        assertThat(LogStrategy.open(7, COVERAGE, last, seen)).containsExactly(105L);
        assertThat(LogStrategy.open(7, new Coverage("other", "storage"), last, seen))
                .containsExactlyInAnyOrder(105L, 107L);
        assertThat(LogStrategy.open(8, COVERAGE, last, seen)).containsExactlyInAnyOrder(105L, 107L);
    }

    @Test
    void aSlotIsUsableThatIsOursAndStandsSomewhere() {
        assertThat(LogStrategy.usable(new ReplicationSlot.State(null, START, false, 0)))
                .isTrue();
        assertThat(LogStrategy.usable(new ReplicationSlot.State("foreign", START, false, 0)))
                .isFalse();
        assertThat(LogStrategy.usable(new ReplicationSlot.State(null, START, true, 0)))
                .isFalse();
        assertThat(LogStrategy.usable(new ReplicationSlot.State(null, null, false, 0)))
                .isFalse();
    }

    @Test
    void aMarkTakesThePlaceOfOneOfItsKindThatNeverCameToBe() {
        Mark delivered = mark(Kind.PARTIAL, "1:1:", "0/1", Map.of());
        Mark complete = mark(Kind.COMPLETE, "2:2:", "0/2", Map.of());
        Mark failed = mark(Kind.PARTIAL, "3:3:", "0/3", Map.of());
        Mark fresh = mark(Kind.PARTIAL, "4:4:", "0/4", Map.of());
        SlotState state =
                SlotState.NONE.with(delivered).with(complete).with(failed).with(fresh);

        assertThat(state.marks()).containsExactly(delivered, complete, fresh);
        assertThat(state.delivered()).contains(delivered);
        assertThat(state.mark(position("4:4:"))).contains(fresh);
        assertThat(state.mark(position("3:3:"))).isEmpty();
        assertThat(state.from(complete).marks()).containsExactly(complete, fresh);
        assertThat(state.replacing(fresh, fresh.whenMoved())
                        .mark(position("4:4:"))
                        .orElseThrow()
                        .moved())
                .isTrue();
        assertThat(state.withLost("it is lost")).isEqualTo(new SlotState(null, "it is lost", List.of()));
        assertThat(new SlotState(null, "lost", List.of(fresh)).from(fresh).lost())
                .isNull();
    }

    @Test
    void theSlotStandsNoFurtherThanItWasEverMoved() {
        Mark mark = mark(Kind.PARTIAL, "1:1:", "0/20", Map.of());
        assertThat(SlotState.NONE.furthest(mark)).isEqualTo(Lsn.parse("0/5"));
        SlotState moved = SlotState.NONE.advancedTo(Lsn.parse("0/A"));

        assertThat(moved.furthest(mark)).isEqualTo(Lsn.parse("0/A"));
        assertThat(moved.advancedTo(Lsn.parse("0/1")).advanced())
                .as("never back")
                .isEqualTo("0/A");
        assertThat(SlotState.NONE.advancedTo(Lsn.parse("0/1")).furthest(mark)).isEqualTo(Lsn.parse("0/5"));
        assertThat(mark.movingTo(END).moveTo()).isEqualTo("0/99");
        assertThat(mark.movingTo(END).whenMoved().moveTo()).isNull();
        assertThat(mark.walLsn()).isEqualTo(Lsn.parse("0/20"));
    }

    @Test
    void whatIsRememberedComesBack() throws Exception {
        assertThat(SlotState.read(work)).isEqualTo(SlotState.NONE);
        SlotState state = SlotState.NONE
                .advancedTo(START)
                .with(mark(Kind.PARTIAL, "1:2:1", "0/20", Map.of(7L, new Covered(COVERAGE, Set.of(1L)))));

        state.write(work);

        assertThat(SlotState.read(work)).isEqualTo(state);
        Files.writeString(work.resolve("log.json"), "{\"advanced\": \"x\", \"marks\": []}");
        assertThat(SlotState.read(work)).as("damaged").isEqualTo(SlotState.NONE);
        assertThatThrownBy(() -> new SlotState("x", null, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isAnew(Coverage then, Set<Long> open, Coverage now, SnapshotText seen) {
        return LogStrategy.isAnew(
                BUS,
                mark(Kind.PARTIAL, "1:1:", "0/1", Map.of(BUS.oid(), new Covered(then, open))),
                mark(Kind.PARTIAL, "1:1:", "0/1", Map.of(BUS.oid(), new Covered(now, Set.of()))),
                seen);
    }

    private static Mark mark(Kind kind, String snapshot, String wal, Map<Long, Covered> tables) {
        return new Mark(kind, snapshot, wal, "0/5", null, false, tables);
    }

    private static Position position(String snapshot) {
        return new Position(snapshot, "0/1", Instant.EPOCH, "7", 1);
    }

    private void take(PgOutputMessage... messages) throws SQLException {
        for (PgOutputMessage message : messages) {
            keys.take(message);
        }
    }

    private static PgOutputMessage begin(int xid) {
        return new PgOutputMessage.Begin(xid);
    }

    private static PgOutputMessage commit(long end) {
        return new PgOutputMessage.Commit(new Lsn(end));
    }

    private static PgOutputMessage relation(long oid, String column, boolean identity) {
        return new PgOutputMessage.Relation(oid, List.of(new PgOutputMessage.Relation.Column(column, identity)));
    }

    private static PgOutputMessage truncate(long oid) {
        return new PgOutputMessage.Truncate(List.of(oid));
    }

    private static PgOutputMessage insert(int oid, String key) {
        return read("49" + hex(oid) + "4e" + tuple(key));
    }

    private static PgOutputMessage delete(int oid, String key) {
        return read("44" + hex(oid) + "4b" + tuple(key));
    }

    /** @param key null for one that is large and unchanged */
    private static PgOutputMessage update(
            int oid, @org.jspecify.annotations.Nullable String old, @org.jspecify.annotations.Nullable String key) {
        return read("55" + hex(oid) + (old == null ? "" : "4f" + tuple(old)) + "4e" + tuple(key));
    }

    private static String tuple(@org.jspecify.annotations.Nullable String text) {
        return text == null
                ? "000175"
                : "000174" + hex(text.length()) + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(int number) {
        return HexFormat.of().toHexDigits(number);
    }

    private static PgOutputMessage read(String hex) {
        return PgOutputMessage.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }
}
