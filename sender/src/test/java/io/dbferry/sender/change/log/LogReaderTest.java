package io.dbferry.sender.change.log;

import static io.dbferry.sender.Fixtures.NOW;
import static io.dbferry.sender.Fixtures.table;
import static io.dbferry.sender.change.log.LogMessages.begin;
import static io.dbferry.sender.change.log.LogMessages.change;
import static io.dbferry.sender.change.log.LogMessages.commit;
import static io.dbferry.sender.change.log.LogMessages.relation;
import static io.dbferry.sender.change.log.LogMessages.truncate;
import static io.dbferry.sender.change.log.LogMessages.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.LogConfig;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.PgOutputMessage;
import io.dbferry.postgres.log.Publication;
import io.dbferry.postgres.log.Publication.Coverage;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.postgres.log.ReplicationSlot.State;
import io.dbferry.sender.change.ChangeStrategy.Answer;
import io.dbferry.sender.change.log.SlotState.Covered;
import io.dbferry.sender.change.log.SlotState.Mark;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows the log tells between two snapshots, where the slot moves, and what is remembered before it does. */
class LogReaderTest {
    private static final Table ITEM = table("item", "id bigint", "note text");
    private static final Coverage MEMBER = new Coverage("member", "files");

    @TempDir
    private Path work;

    private final KeySink sink = new KeySink();
    private final Session session = new Session();

    /** A slot at 0/10 in a log that ends at 0/90. */
    private final class Session implements SlotSession {
        private final List<byte[]> messages = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private Optional<State> state = Optional.of(new State.Usable(Lsn.parse("0/10"), 0));
        private @Nullable SQLException fails;

        void tells(byte[]... more) {
            messages.addAll(List.of(more));
        }

        @Override
        public Optional<State> state() {
            return state;
        }

        @Override
        public Lsn flush() {
            done.add("flush");
            return Lsn.parse("0/90");
        }

        @Override
        public void peek(Lsn upTo, ReplicationSlot.Messages reader) throws SQLException {
            done.add("peek " + upTo);
            if (fails != null) {
                throw fails;
            }
            for (byte[] message : messages) {
                reader.accept(PgOutputMessage.read(ByteBuffer.wrap(message)));
            }
        }

        @Override
        public void advance(Lsn to) {
            done.add("advance " + to + ", remembered " + SlotState.read(work).advanced());
        }

        @Override
        public void create(Duration longest) {
            done.add("create");
        }

        @Override
        public void drop() {
            done.add("drop, remembered " + SlotState.read(work).lost());
        }
    }

    @Test
    void whatTheLogToldIsReadAgainUntilItsShipmentIsInTheDepot() throws Exception {
        session.tells(begin(11), relation(ITEM, "id"), change('I', ITEM, tuple('N', "1", "a")), commit("0/30"));

        assertThat(read(covered(), covered())).isEqualTo(new Answer.Told());

        assertThat(sink.touched).containsExactly("item[1]");
        assertThat(sink.anew).isEmpty();
        assertThat(session.done).containsExactly("flush", "peek 0/90");
        assertThat(marks().get(1).moveTo()).isEqualTo("0/90");
        assertThat(marks().get(1).moved()).isFalse();
    }

    @Test
    void aLogThatToldNothingIsPassedAtOnceAndThatIsRememberedFirst() throws Exception {
        session.tells(begin(5), relation(ITEM, "id"), change('I', ITEM, tuple('N', "1", "a")), commit("0/30"));

        assertThat(read(covered(), covered())).isEqualTo(new Answer.Told());

        assertThat(sink.touched).as("the last snapshot saw it").isEmpty();
        assertThat(session.done).containsExactly("flush", "peek 0/90", "advance 0/90, remembered 0/90");
        assertThat(marks().get(1).moved()).isTrue();
    }

    @Test
    void theSlotStaysBeforeAChangeThatTheSnapshotDoesNotSee() throws Exception {
        session.tells(begin(9), commit("0/20"), begin(12), relation(ITEM, "id"));
        session.tells(change('I', ITEM, tuple('N', "1", "a")), commit("0/30"));

        read(covered(), covered());

        assertThat(session.done).endsWith("advance 0/20, remembered 0/20");
    }

    @Test
    void aTableThatTheLogDidNotCoverTravelsAnewAndItsChangesAreNotRead() throws Exception {
        session.tells(begin(11), relation(ITEM, "id"), change('I', ITEM, tuple('N', "1", "a")), commit("0/30"));

        read(Map.of(), covered());

        assertThat(sink.anew).containsExactly("item");
        assertThat(sink.touched).isEmpty();
        assertThat(marks().get(1).moveTo()).as("a shipment must arrive first").isEqualTo("0/90");
    }

    @Test
    void aTruncatedTableTravelsAnew() throws Exception {
        session.tells(begin(11), relation(ITEM, "id"), truncate(ITEM), commit("0/30"));

        read(covered(), covered());

        assertThat(sink.anew).containsExactly("item");
    }

    @Test
    void changesWithoutTheirKeyNeedAComplete() throws Exception {
        session.tells(begin(11), relation(ITEM, "note"), change('D', ITEM, tuple('K', null, "a")), commit("0/30"));

        assertThat(read(covered(), covered()))
                .isEqualTo(new Answer.OnlyComplete("the log has changes of 'item' without their key"));
        assertThat(marks().get(1).moveTo()).isNull();
        assertThat(session.done).containsExactly("flush", "peek 0/90");
    }

    @Test
    void changesOfAPartitionAreThoseOfItsTable() throws Exception {
        Table whole = new Table(
                ITEM.name(),
                ITEM.oid(),
                true,
                false,
                ITEM.columns(),
                ITEM.rowKey(),
                List.of(new TableName("public", "item_1")),
                List.of(),
                List.of(),
                true,
                null);
        Table partition = new Table(
                new TableName("public", "item_1"),
                ITEM.oid() + 1,
                false,
                false,
                ITEM.columns(),
                ITEM.rowKey(),
                List.of(),
                List.of(),
                List.of(),
                true,
                null);
        session.tells(begin(11), relation(partition, "id"));
        session.tells(change('I', partition, tuple('N', "1", "a")), commit("0/30"));

        reader(covered(), covered()).read(List.of(whole), sink);

        assertThat(sink.touched).containsExactly("item[1]");
    }

    @Test
    void aPublicationThatIsYoungerThanTheSlotLosesTheSlot() throws Exception {
        session.fails = new SQLException("publication \"p\" does not exist", "42704");

        assertThat(read(covered(), covered()))
                .isEqualTo(new Answer.OnlyComplete("publication 'p' is younger than replication slot 's'"));
        assertThat(session.done).endsWith("drop, remembered publication 'p' is younger than replication slot 's'");
        assertThat(marks()).isEmpty();
    }

    @Test
    void otherFailuresOfReadingAreThrownAndTheSlotStays() {
        session.fails = new SQLException("out of memory", "53200");

        assertThatThrownBy(() -> read(covered(), covered())).hasMessage("out of memory");
        assertThat(session.done).containsExactly("flush", "peek 0/90");
    }

    @Test
    void theSlotIsMovedBehindAShipmentThatIsInTheDepot() throws Exception {
        Mark mark = mark("12:20:12", covered());
        SlotState memory = SlotState.NONE.with(mark);
        log().moveBehind(session, memory, mark.movingTo(Lsn.parse("0/40")));
        assertThat(session.done).containsExactly("advance 0/40, remembered 0/40");

        session.done.clear();
        session.tells(begin(11), commit("0/50"), begin(12), relation(ITEM, "id"));
        session.tells(change('I', ITEM, tuple('N', "1", "a")), commit("0/60"));
        log().moveBehind(session, memory, mark);
        assertThat(session.done)
                .as("of a complete the log was not read before")
                .containsExactly("flush", "peek 0/80", "advance 0/50, remembered 0/50");
    }

    @Test
    void aSlotThatSomebodyMovedIsLeftAlone() throws Exception {
        Mark mark = mark("12:20:12", covered());
        session.state = Optional.of(new State.Usable(Lsn.parse("0/11"), 0));
        log().moveBehind(session, SlotState.NONE.with(mark), mark.movingTo(Lsn.parse("0/40")));
        session.state = Optional.of(new State.Lost(7));
        log().moveBehind(session, SlotState.NONE.with(mark), mark.movingTo(Lsn.parse("0/40")));

        assertThat(session.done).isEmpty();
    }

    @Test
    void theSlotIsMadeWhereItIsMissingAndMadeAgainWhereItHasLostLog() throws Exception {
        LogStrategy strategy = new LogStrategy(new LogConfig(true, "s", "p", 1), work);
        strategy.makeSlot(session);
        assertThat(session.done).as("it is usable").isEmpty();

        session.state = Optional.of(new State.Foreign("it is a physical slot", 0));
        strategy.makeSlot(session);
        assertThat(session.done).as("it is another's").isEmpty();

        session.state = Optional.empty();
        strategy.makeSlot(session);
        assertThat(session.done).containsExactly("create");

        session.done.clear();
        session.state = Optional.of(new State.Lost(7));
        strategy.makeSlot(session);
        assertThat(session.done)
                .containsExactly(
                        "drop, remembered PostgreSQL has dropped WAL that replication slot 's' needed", "create");
    }

    @Test
    void aDeliveredMarkThatIsMovedAlreadyStillReplacesThoseBeforeIt() throws Exception {
        session.tells(begin(5), commit("0/30"));
        read(covered(), covered());
        assertThat(marks()).hasSize(2);
        Database unreachable = new Database(
                DatabaseUrl.parse("postgresql://db.invalid/none"), Optional::empty, Failure.SOURCE_DATABASE, "test");
        LogStrategy strategy = new LogStrategy(new LogConfig(true, "s", "p", 1), work);

        strategy.delivered(new Position("12:20:12", "0/80", NOW, "7", 1), unreachable);

        assertThat(marks()).singleElement().satisfies(mark -> {
            assertThat(mark.snapshot()).isEqualTo("12:20:12");
            assertThat(mark.moved()).isTrue();
        });
        SlotState next =
                SlotState.read(work).with(new Mark(Kind.PARTIAL, "13:30:", "0/95", "0/90", null, false, Map.of()));
        assertThat(next.marks()).as("a later run of the kind keeps it").hasSize(2);
    }

    private Answer read(Map<Long, Covered> before, Map<Long, Covered> now) throws SQLException {
        return reader(before, now).read(List.of(ITEM), sink);
    }

    private LogReader reader(Map<Long, Covered> before, Map<Long, Covered> now) {
        Mark last = new Mark(Kind.COMPLETE, "10:10:", "0/8", "0/8", null, true, before);
        Mark mark = mark("12:20:12", now);
        SlotState.NONE.with(last).with(mark).write(work);
        return new LogReader(log(), session, last, SlotState.read(work).marks().get(1), Lsn.parse("0/10"));
    }

    private static Mark mark(String snapshot, Map<Long, Covered> tables) {
        return new Mark(Kind.PARTIAL, snapshot, "0/80", "0/10", null, false, tables);
    }

    private LogSlot log() {
        return new LogSlot(new ReplicationSlot("s"), new Publication("p"), work);
    }

    private List<Mark> marks() {
        return SlotState.read(work).marks();
    }

    private static Map<Long, Covered> covered() {
        return Map.of(ITEM.oid(), new Covered(MEMBER, Set.of()));
    }
}
