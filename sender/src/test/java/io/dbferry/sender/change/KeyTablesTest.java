package io.dbferry.sender.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTablesTest {
    private static final Table BUS = TestTable.of("bus");
    private static final Table TRIP = TestTable.of("trip", 2, "day date", "bus integer", "next integer");
    private static final Table KEYLESS = TestTable.of("keyless", 0, "bus integer");
    private static final ForeignKey TRIP_BUS = key(TRIP, "bus", BUS);
    private static final ForeignKey BUS_BUS = key(BUS, "id", BUS);
    private static final ChangeStrategy SCAN = new ScanStrategy();
    private static final ChangeStrategy WINDOW =
            new WindowStrategy(TestTable.column("day date"), Duration.ofMinutes(1));

    @Test
    void aTableAndThoseThatItRefersToHaveKeysParentsFirst() {
        KeyTables tables = of(List.of(TRIP_BUS), choice(TRIP), TableChoice.notCovered(BUS));

        assertThat(tables.parentsFirst()).containsExactly(BUS, TRIP);
        assertThat(tables.create())
                .extracting(KeyTablesTest::readable)
                .containsExactly(
                        "CREATE TEMPORARY TABLE changed_0 AS SELECT id FROM bus WITH NO DATA",
                        "CREATE TEMPORARY TABLE changed_1 AS SELECT day, bus FROM trip WITH NO DATA");
        assertThat(tables.referencesOf(TRIP)).containsExactly(TRIP_BUS);
        assertThat(tables.referencesOf(BUS)).isEmpty();
    }

    @Test
    void whatIsNotChosenOrHasNoKeyHasNone() {
        assertThat(of(List.of(), TableChoice.notCovered(BUS), TableChoice.withoutKey(KEYLESS))
                        .create())
                .isEmpty();
        KeyTables alone = of(List.of(TRIP_BUS, key(TRIP, "bus", KEYLESS)), choice(TRIP));
        assertThat(alone.parentsFirst()).as("bus is not shipped").containsExactly(TRIP);
        assertThatThrownBy(() -> alone.keyTable(BUS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no keys are collected for bus");
        assertThatThrownBy(() -> alone.touchedTable(TRIP)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void strategiesThatTellKeysHaveATableForThem() {
        KeyTables tables = of(List.of(), TableChoice.of(BUS, new Touching(), "x"));

        assertThat(tables.create()).hasSize(2);
        assertThat(tables.touchedTable(BUS)).isEqualTo("pg_temp.touched_0");
        assertThat(readable(tables.touchedRows(BUS)))
                .isEqualTo("SELECT DISTINCT t.id FROM pg_temp.touched_0 k JOIN ONLY bus t ON t.id = k.id"
                        + " WHERE NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had.id = t.id)");
        assertThat(readable(tables.deletedKeys(BUS)))
                .isEqualTo("SELECT DISTINCT k.id FROM pg_temp.touched_0 k"
                        + " WHERE NOT EXISTS (SELECT FROM ONLY bus t WHERE t.id = k.id)");
    }

    @Test
    void rowsAreFoundByAConditionAndCollectedOnce() {
        KeyTables tables = of(List.of(), choice(TRIP));

        assertThat(readable(tables.changed(TRIP, "t.day > now()", false)))
                .isEqualTo("SELECT t.day, t.bus FROM ONLY trip t WHERE t.day > now()");
        assertThat(readable(tables.changed(TRIP, "true", true)))
                .isEqualTo("SELECT t.day, t.bus FROM ONLY trip t WHERE true AND NOT EXISTS"
                        + " (SELECT FROM pg_temp.changed_0 had WHERE had.day = t.day AND had.bus = t.bus)");
        assertThat(readable(tables.carriedRows(TRIP)))
                .isEqualTo("ONLY trip t JOIN pg_temp.changed_0 k ON t.day = k.day AND t.bus = k.bus");
    }

    @Test
    void rowsBringThoseThatTheyReferTo() {
        KeyTables tables = of(List.of(TRIP_BUS), choice(TRIP), choice(BUS));

        assertThat(readable(tables.parentsOf(TRIP, TRIP_BUS)))
                .isEqualTo("SELECT DISTINCT p.id FROM pg_temp.changed_1 k"
                        + " JOIN ONLY trip c ON c.day = k.day AND c.bus = k.bus"
                        + " JOIN ONLY bus p ON p.id = c.bus"
                        + " WHERE NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had.id = p.id)");
        assertThat(tables.parent(TRIP_BUS)).isEqualTo(BUS);
    }

    @Test
    void onlyAKeyToATableThatIsNotBeforeItNeedsAnotherRound() {
        ForeignKey back = key(BUS, "id", TRIP);
        KeyTables circle = of(List.of(TRIP_BUS, back), choice(TRIP), choice(BUS));

        assertThat(circle.circular(TRIP_BUS)).isNotEqualTo(circle.circular(back));
        assertThat(of(List.of(TRIP_BUS), choice(TRIP), choice(BUS)).circular(TRIP_BUS))
                .isFalse();
        assertThat(of(List.of(BUS_BUS), choice(BUS)).circular(BUS_BUS)).isTrue();
    }

    @Test
    void aStrategyIsAskedOnce() {
        List<TableChoice> choices = List.of(
                TableChoice.of(BUS, SCAN, "a"),
                TableChoice.of(TRIP, SCAN, "b"),
                TableChoice.of(TestTable.of("stop"), WINDOW, "c"),
                TableChoice.withoutKey(KEYLESS));

        assertThat(TableChoice.strategies(choices)).containsExactly(SCAN, WINDOW);
        assertThat(TableChoice.withoutDeleteEvents(choices)).hasSize(3).contains(BUS, TRIP);
        assertThat(TableChoice.withoutDeleteEvents(List.of(TableChoice.of(BUS, new Touching(), "x"))))
                .isEmpty();
        assertThat(TableChoice.withoutKey(KEYLESS).reason()).isEqualTo("it has no primary key");
        assertThatThrownBy(() -> new TableChoice(BUS, SCAN, TableChoice.Cause.NO_KEY, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TableChoice(BUS, null, TableChoice.Cause.STRATEGY, "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private record Touching() implements ChangeStrategy {
        @Override
        public Answer find(List<Table> tables, io.dbferry.stream.format.Position since, ChangeSink sink) {
            return new Answer.Told();
        }

        @Override
        public boolean touches() {
            return true;
        }

        @Override
        public String describe(Table table) {
            return "touching";
        }
    }

    private static KeyTables of(List<ForeignKey> keys, TableChoice... choices) {
        List<Table> tables = List.of(BUS, TRIP, KEYLESS);
        return KeyTables.of(new Catalog(tables, keys), List.of(choices));
    }

    private static TableChoice choice(Table table) {
        return TableChoice.of(table, SCAN, "chosen");
    }

    private static ForeignKey key(Table child, String column, Table parent) {
        return new ForeignKey(
                "k", child.name(), List.of(column), parent.name(), List.of("id"), List.of("="), false, "definition");
    }

    private static String readable(String sql) {
        return sql.replace("\"", "").replace("public.", "");
    }
}
