package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.foreignKey;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.copy.KeyCopy;
import io.dbferry.sender.Fixtures;
import io.dbferry.stream.format.Position;
import io.dbferry.testing.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The queries that find changed rows, for tables of all shapes; the expected ones are in {@code sql/}. */
class ChangeSqlTest {
    private static final Golden GOLDEN = new Golden("sender/src/test/resources/io/dbferry/sender/sql");
    private static final Position SINCE = new Position("90:120:90,100", "0/1", Fixtures.NOW, "7", 1);

    private static Map<String, Table> shapes() {
        Map<String, Table> shapes = new LinkedHashMap<>();
        shapes.put("a key of one column", table("bus", "id bigint", "plate text"));
        shapes.put("a key of two columns", table("line_stop", List.of("stop", "line"), "line integer", "stop text"));
        shapes.put(
                "names that need quotes, and an operator of an extension",
                new Table(
                        new TableName("my \"odd\" schema", "Bus Stop"),
                        20000,
                        false,
                        false,
                        List.of(new Column(
                                "se\"lect",
                                1,
                                "public.citext",
                                true,
                                null,
                                Column.Generated.NO,
                                Column.Identity.NO,
                                "OPERATOR(public.=)",
                                null)),
                        new RowKey(List.of("se\"lect"), false, false),
                        List.of(),
                        List.of(),
                        List.of(),
                        true,
                        null));
        Table trip = table("trip", List.of("id", "day"), "id bigint", "day date");
        shapes.put(
                "partitions",
                new Table(
                        trip.name(),
                        30000,
                        true,
                        false,
                        trip.columns(),
                        trip.rowKey(),
                        List.of(new TableName("public", "trip_1")),
                        List.of(),
                        List.of(),
                        true,
                        null));
        return shapes;
    }

    @Test
    void keysAreCollectedInTemporaryTables() throws IOException {
        assertQueries("key-tables.sql", table -> {
            KeyQueries names = names(table);
            List<String> statements = new ArrayList<>();
            statements.add(names.changed(table, "t.x > 1", false));
            statements.add(names.changed(table, "t.x > 1", true));
            statements.add(names.touchedRows(table));
            statements.add(names.deletedKeys(table));
            statements.add(names.carriedKeys(table));
            statements.add("SELECT FROM " + names.carriedRows(table));
            statements.add(KeyCopy.sql(names.touched(table), table.key()));
            return statements;
        });
    }

    @Test
    void keysAreListedInTheOrderInWhichTheyAreCompared() throws IOException {
        assertQueries("key-order.sql", table -> List.of(new KeyComparator(table).keys()));
    }

    @Test
    void rowsThatASnapshotDidNotSurelySeeAreKnownByTheirXmin() throws IOException {
        Map<String, List<String>> cases = new LinkedHashMap<>();
        cases.put("nothing is known to be seen", List.of("SELECT " + RowVersion.notSeenBy("t", SINCE, List.of())));
        cases.put(
                "two are known to be seen", List.of("SELECT " + RowVersion.notSeenBy("t", SINCE, List.of(100L, 119L))));
        cases.put(
                "an id of more than 32 bits",
                List.of("SELECT "
                        + RowVersion.notSeenBy(
                                "t", new Position("8589934602:8589934610:", "0/1", Fixtures.NOW, "7", 1), List.of())));

        GOLDEN.assertSame("row-version.sql", sections(cases));
        assertThat(RowVersion.oldestRunning(SINCE)).isEqualTo(90);
        assertThat(RowVersion.next(SINCE)).isEqualTo(120);
    }

    @Test
    void aScanLooksWhetherTheTableItselfIsNew() throws IOException {
        assertQueries(
                "scan.sql",
                table -> List.of(
                        ScanStrategy.redefinedSql(fixed(table), "t.xmin > 1"),
                        ScanStrategy.attachedSql(fixed(table), "t.xmin > 1")));
    }

    @Test
    void whatASnapshotSawIsAskedOfTheCatalogAndOfTheRowsThatWereFound() throws IOException {
        GOLDEN.assertSame(
                "visible-xids.sql",
                sections(Map.of("one table", VisibleXids.queries(SINCE, List.of("public.bus t JOIN keys k ON true")))));
    }

    @Test
    void parentsAreFoundByTheForeignKey() throws IOException {
        Table city = table("city", "id bigint");
        Table bus = table("bus", List.of("id", "line"), "id bigint", "line text", "city bigint");
        ForeignKey key = foreignKey(bus, "city", city);
        ParentRows parents = ParentRows.of(
                new Catalog(List.of(city, bus), List.of(key)),
                List.of(
                        new TableChoice.Followed(bus, new ScanStrategy(), ""),
                        new TableChoice.CompletesOnly(city, TableChoice.Cause.NOT_COVERED)));

        GOLDEN.assertSame(
                "parents.sql",
                sections(Map.of(
                        "a bus's city",
                        List.of(parents.parentsOf(bus, key, TestKeyTables.of(List.of(bus, city), List.of()))))));
    }

    @Test
    void aKeyIsALineOfCopyText() {
        assertThat(KeyCopy.line(List.of("a\tb", "c\\d", "e\nf\rg", "ñ€"))).isEqualTo("a\\tb\tc\\\\d\te\\nf\\rg\tñ€\n");
        assertThat(KeyCopy.line(List.of(""))).isEqualTo("\n");
    }

    private static KeyQueries names(Table table) {
        return TestKeyTables.of(List.of(table), List.of(table));
    }

    /** With an oid that does not change with the name's hash. */
    private static Table fixed(Table table) {
        return new Table(
                table.name(),
                16384,
                table.partitioned(),
                table.unlogged(),
                table.columns(),
                table.rowKey(),
                table.partitions(),
                table.unique(),
                table.types(),
                table.owner(),
                table.obstacle());
    }

    private static void assertQueries(String file, Function<Table, List<String>> queries) throws IOException {
        Map<String, List<String>> cases = new LinkedHashMap<>();
        shapes().forEach((shape, table) -> cases.put(shape, queries.apply(table)));
        GOLDEN.assertSame(file, sections(cases));
    }

    private static String sections(Map<String, List<String>> cases) {
        StringBuilder text = new StringBuilder();
        cases.forEach((title, queries) -> {
            text.append("-- ").append(title).append('\n');
            queries.forEach(query -> text.append(query).append(";\n"));
        });
        return text.toString();
    }
}
