package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.foreignKey;
import static io.dbferry.sender.Fixtures.position;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.change.ChangeStrategy.Answer;
import io.dbferry.sender.change.ChangeStrategy.Span;
import io.dbferry.stream.digest.BucketRows;
import io.dbferry.stream.format.manifest.RepairEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a partial carries, of what strategies tell; the database's part is played by numbers of rows. */
class ChangedKeysTest {
    private static final Span SPAN = new Span(position(7), position(9));
    private static final Table CITY = table("city", "id bigint");
    private static final Table BUS = table("bus", "id bigint", "city bigint");
    private static final Table TRIP = table("trip", "id bigint");

    @TempDir
    private Path work;

    private final Numbers numbers = new Numbers();

    /** Tells what a test wants. */
    private record Telling(boolean touches, Tell tell) implements ChangeStrategy {
        interface Tell {
            Answer to(ChangeSink sink) throws SQLException;
        }

        @Override
        public Answer find(List<Table> tables, Span span, ChangeSink sink) throws SQLException {
            return tell.to(sink);
        }

        @Override
        public String describe(Table table) {
            return "telling";
        }
    }

    /** Has as many rows as a test says for each query, and keeps the queries. */
    private static final class Numbers implements ChangedKeys.Keys {
        private final KeyQueries names = TestKeyTables.of(List.of(CITY, BUS, TRIP), List.of(CITY, BUS, TRIP));
        private final Map<TableName, Long> counts = new HashMap<>();
        private final Map<String, Long> rows = new HashMap<>();
        private final List<String> done = new ArrayList<>();

        void has(String query, long count) {
            rows.put(query, count);
        }

        @Override
        public KeyQueries queries() {
            return names;
        }

        @Override
        public long count(Table table) {
            return counts.getOrDefault(table.name(), 0L);
        }

        @Override
        public long add(Table table, String select) {
            done.add(table.name() + ": " + select);
            long found = rows.getOrDefault(select, 0L);
            counts.merge(table.name(), found, Long::sum);
            return found;
        }

        @Override
        public void touch(Table table, Iterable<List<String>> keys) {
            done.add(table.name() + ": touch " + keys);
        }

        @Override
        public long touch(Table table, String select) {
            done.add(table.name() + ": touch " + select);
            return rows.getOrDefault(select, 0L);
        }

        @Override
        public void carry(Table table, BucketRows keys) {
            counts.merge(table.name(), (long) keys.keys().size(), Long::sum);
        }

        @Override
        public void analyzeCarried(List<Table> tables) {
            tables.forEach(table -> done.add("analyze " + names.carried(table)));
        }

        @Override
        public void analyzeTouched(Table table) {
            done.add("analyze " + names.touched(table));
        }

        @Override
        public long count(String query) {
            return rows.getOrDefault(query, 0L);
        }

        @Override
        public void forEach(Table table, String query, ChangedKeys.KeyReader reader) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> column(String query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Connection connection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Database database() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void rowsThatAStrategyFindsTravelWithTheirParents() throws Exception {
        numbers.has(numbers.names.changed(BUS, "t.id > 5", false), 3);
        ChangedKeys keys = keys(new Telling(false, sink -> {
            sink.changed(BUS, "t.id > 5");
            return new Answer.Told();
        }));
        String parents = "city: SELECT DISTINCT p.\"id\" FROM pg_temp.changed_1 k";

        assertThat(keys.collect(SPAN, Set.of(), Set.of())).isEqualTo(new Answer.Told());

        assertThat(numbers.done).hasSize(3);
        assertThat(numbers.done.get(1)).startsWith(parents);
        assertThat(numbers.done.get(2)).isEqualTo("analyze pg_temp.changed_1");
        assertThat(keys.carried()).containsExactly(BUS);
        assertThat(keys.count(BUS)).isEqualTo(3);
        assertThat(keys.isAnew(BUS)).isFalse();
        assertThat(keys.deleted(BUS)).isZero();
    }

    @Test
    void rowsThatAreFoundTwiceTravelOnce() throws Exception {
        numbers.has(numbers.names.changed(BUS, "a", false), 3);
        ChangedKeys keys = keys(new Telling(false, sink -> {
            sink.changed(BUS, "a");
            sink.changed(BUS, "b");
            return new Answer.Told();
        }));

        keys.collect(SPAN, Set.of(), Set.of());

        assertThat(numbers.done).contains("bus: " + numbers.names.changed(BUS, "b", true));
    }

    @Test
    void nothingFoundIsNothingToCarry() throws Exception {
        ChangedKeys keys = keys(new Telling(false, sink -> new Answer.Told()));

        keys.collect(SPAN, Set.of(), Set.of());

        assertThat(keys.isEmpty()).isTrue();
        assertThat(numbers.done).isEmpty();
    }

    @Test
    void whereOnlyACompleteCanTellNothingMoreIsAsked() throws Exception {
        ChangedKeys keys = keys(new Telling(false, sink -> new Answer.OnlyComplete("why")));

        assertThat(keys.collect(SPAN, Set.of(BUS.name()), Set.of())).isEqualTo(new Answer.OnlyComplete("why"));
        assertThat(numbers.done).isEmpty();
    }

    @Test
    void aWholeTableTravelsAnewOnceThoughItIsEmpty() throws Exception {
        ChangedKeys keys = keys(new Telling(false, sink -> {
            sink.anew(TRIP);
            return new Answer.Told();
        }));

        keys.collect(SPAN, Set.of(TRIP.name(), BUS.name()), Set.of());

        String all = " SELECT t.\"id\" FROM ONLY \"public\".\"%s\" t WHERE true";
        assertThat(numbers.done.stream().filter(q -> q.startsWith("trip:")))
                .containsExactly("trip:" + all.formatted("trip"));
        assertThat(numbers.done).contains("bus:" + all.formatted("bus"));
        assertThat(keys.carried()).containsExactlyInAnyOrder(BUS, TRIP);
        assertThat(keys.isAnew(TRIP)).isTrue();
        assertThat(keys.isAnew(BUS)).isTrue();
    }

    @Test
    void allRowsOfATableMayTravelWithoutReplacingIt() throws Exception {
        numbers.has(numbers.names.changed(BUS, "true", false), 4);
        ChangedKeys keys = keys(new Telling(false, sink -> new Answer.Told()));

        keys.collect(SPAN, Set.of(), Set.of(BUS.name()));

        assertThat(keys.isAnew(BUS)).isFalse();
        assertThat(keys.count(BUS)).isEqualTo(4);
    }

    @Test
    void touchedRowsTravelOrAreDeletedAndGoneOnesAreDeletedOnly() throws Exception {
        numbers.has(numbers.names.touchedRows(BUS), 2);
        numbers.has("SELECT count(*) FROM (" + numbers.names.deletedKeys(BUS) + ") k", 1);
        numbers.has("SELECT count(*) FROM (" + numbers.names.deletedKeys(TRIP) + ") k", 5);
        ChangedKeys keys = keys(new Telling(true, sink -> {
            sink.touched(BUS, List.of(List.of("1"), List.of("2")));
            sink.gone(TRIP, List.of(List.of("9")));
            return new Answer.Told();
        }));

        keys.collect(SPAN, Set.of(), Set.of());

        assertThat(numbers.done)
                .startsWith("bus: touch [[1], [2]]", "trip: touch [[9]]")
                .contains("bus: " + numbers.names.touchedRows(BUS), "analyze pg_temp.touched_1")
                .doesNotContain("trip: " + numbers.names.touchedRows(TRIP));
        assertThat(List.of(keys.count(BUS), keys.deleted(BUS), keys.count(TRIP), keys.deleted(TRIP)))
                .containsExactly(2L, 1L, 0L, 5L);
        assertThat(keys.carried()).as("deleted rows alone are carried too").contains(TRIP);
    }

    @Test
    void aRepairedTableIsCarriedEvenWithoutRows() throws Exception {
        RepairEntry entry = new RepairEntry(4, List.of(1), List.of("00"));
        ChangedKeys keys = keys(new Telling(false, sink -> new Answer.Told()));
        keys.repair(TRIP, new BucketRows(List.of(), List.of("00"), false), entry);
        keys.repair(BUS, new BucketRows(List.of("7\n".getBytes(StandardCharsets.UTF_8)), List.of("00"), false), entry);
        keys.repairWhole(CITY, entry);

        keys.collect(SPAN, Set.of(), Set.of());

        assertThat(keys.carried()).containsExactlyInAnyOrder(CITY, BUS, TRIP);
        assertThat(keys.repair(TRIP)).isEqualTo(entry);
        assertThat(keys.count(BUS)).isEqualTo(1);
        assertThat(keys.isAnew(CITY)).isTrue();
        assertThat(keys.takes(TRIP)).isTrue();
        assertThat(keys.takes(table("other", "id bigint"))).isFalse();
    }

    private ChangedKeys keys(ChangeStrategy strategy) {
        List<TableChoice> choices = Stream.of(CITY, BUS, TRIP)
                .map(t -> (TableChoice) new TableChoice.Followed(t, strategy, ""))
                .toList();
        Catalog catalog = new Catalog(List.of(CITY, BUS, TRIP), List.of(foreignKey(BUS, "city", CITY)));
        return new ChangedKeys(choices, new VisibleXids(work), ParentRows.of(catalog, choices), numbers);
    }
}
