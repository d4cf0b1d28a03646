package io.dbferry.receiver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.schema.SchemaChange.Kind;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables are numbered from 100, as the sender has them; columns are written {@code number name}. */
class RenamesTest {
    private final Map<TableName, Long> numbers = new LinkedHashMap<>();
    private final List<TableEntry> sender = new ArrayList<>();
    private final List<KnownTable> known = new ArrayList<>();
    private final List<Table> here = new ArrayList<>();

    @Test
    void whatKeepsItsNameOrIsNotKnownIsNotRenamed() {
        sender("bus", 100, "1 id", "2 plate", "3 seats");
        known("bus", 100, "1 id", "2 plate");
        here("bus", "id", "plate");
        sender("stop", 101, "1 id", "2 title");
        here("stop", "id", "name");

        assertThat(statements()).isEmpty();
        assertThat(renames().after()).isEmpty();
    }

    @Test
    void columnIsRenamedThatHasItsNumberStill() {
        sender("bus", 100, "1 id", "2 pla\"te");
        known("bus", 100, "1 id", "2 plate");
        here("bus", "id", "plate", "own");

        assertThat(renames().changes())
                .containsExactly(new SchemaChange(
                        name("bus"),
                        Kind.COLUMN_RENAMED,
                        "column 'pla\"te' is called 'plate' here",
                        List.of("ALTER TABLE \"public\".\"bus\" RENAME COLUMN \"plate\" TO \"pla\"\"te\"")));
        assertThat(renames().renamed().find(name("bus")).orElseThrow().carriedNames())
                .containsExactly("id", "pla\"te", "own");
        assertThat(renames().after()).containsExactly(new KnownTable(name("bus"), 100, Map.of(1, "id", 2, "pla\"te")));
    }

    @Test
    void newNameThatSomethingElseHasHereIsLeftAlone() {
        sender("bus", 100, "1 id", "2 seats");
        known("bus", 100, "1 id", "2 plate");
        here("bus", "id", "plate", "seats");
        sender("halt", 101, "1 id");
        known("stop", 101, "1 id");
        here("stop", "id");
        here("halt", "id");

        assertThat(statements()).isEmpty();
    }

    @Test
    void whatIsNotCalledHereAsItWasIsLeftAlone() {
        sender("bus", 100, "1 id", "2 seats");
        known("bus", 100, "1 id", "2 plate");
        here("bus", "id", "sign");
        sender("halt", 101, "1 id");
        known("stop", 101, "1 id");

        assertThat(statements()).isEmpty();
    }

    @Test
    void droppedColumnThatCameBackIsAnother() {
        sender("bus", 100, "1 id", "3 plate");
        known("bus", 100, "1 id", "2 plate");
        here("bus", "id", "plate");

        assertThat(statements()).isEmpty();
    }

    @Test
    void oldNameMayBelongToAnotherColumnNow() throws SQLException {
        sender("bus", 100, "1 id", "2 sign", "3 plate");
        known("bus", 100, "1 id", "2 plate");
        here("bus", "id", "plate");

        assertThat(statements()).containsExactly("\"bus\" RENAME COLUMN \"plate\" TO \"sign\"");
        assertThat(new SchemaDiff(renames().renamed(), type -> true).of(sender))
                .extracting(SchemaChange::text)
                .containsExactly("column 'plate' is missing here");
    }

    @Test
    void swappedColumnsGetANameMeanwhile() {
        sender("bus", 100, "1 id", "2 b", "3 c", "4 a");
        known("bus", 100, "1 id", "2 a", "3 b", "4 c");
        here("bus", "id", "a", "b", "c", "dbferry_1");

        assertThat(statements())
                .containsExactly(
                        "\"bus\" RENAME COLUMN \"a\" TO \"dbferry_2\"",
                        "\"bus\" RENAME COLUMN \"c\" TO \"a\"",
                        "\"bus\" RENAME COLUMN \"b\" TO \"c\"",
                        "\"bus\" RENAME COLUMN \"dbferry_2\" TO \"b\"");
        assertThat(renames().changes())
                .extracting(SchemaChange::text)
                .containsExactly(
                        "column 'a' is called 'c' here",
                        "column 'c' is called 'b' here",
                        "column 'b' is called 'a' here");
    }

    @Test
    void chainBeginsAtItsFreeEnd() {
        sender("bus", 100, "1 b", "2 c");
        known("bus", 100, "1 a", "2 b");
        here("bus", "a", "b");

        assertThat(statements())
                .containsExactly("\"bus\" RENAME COLUMN \"b\" TO \"c\"", "\"bus\" RENAME COLUMN \"a\" TO \"b\"");
    }

    @Test
    void tablesAreRenamedBeforeTheirColumnsAlsoWhereTheySwapNames() {
        sender("bus", 101, "1 id", "2 at");
        sender("stop", 100, "1 id", "2 sign");
        known("bus", 100, "1 id", "2 plate");
        known("stop", 101, "1 id", "2 at");
        here("bus", "id", "plate");
        here("stop", "id", "at");

        assertThat(statements())
                .containsExactly(
                        "\"bus\" RENAME TO \"dbferry_1\"",
                        "\"stop\" RENAME TO \"bus\"",
                        "\"dbferry_1\" RENAME TO \"stop\"",
                        "\"stop\" RENAME COLUMN \"plate\" TO \"sign\"");
        assertThat(renames().after()).hasSize(2);
    }

    @Test
    void tableThatMovedToAnotherSchemaIsNotFollowed() {
        numbers.put(new TableName("app", "bus"), 100L);
        sender.add(entry(new TableName("app", "bus"), "1 id"));
        known("bus", 100, "1 id");
        here("bus", "id");

        assertThat(statements()).isEmpty();
    }

    private Renames renames() {
        return Renames.of(sender, numbers, known, new Catalog(here, List.of()));
    }

    private List<String> statements() {
        return renames().changes().stream()
                .flatMap(change -> change.ddl().stream())
                .map(sql -> sql.replace("ALTER TABLE \"public\".", ""))
                .toList();
    }

    private void sender(String table, long number, String... columns) {
        numbers.put(name(table), number);
        sender.add(entry(name(table), columns));
    }

    private static TableEntry entry(TableName name, String... columns) {
        List<ColumnEntry> entries = new ArrayList<>();
        columns(columns).forEach((number, column) -> entries.add(new ColumnEntry(column, "text", null, number)));
        return new TableEntry(name, entries, List.of(), 0, null, null, null, null, null, null, null, null, null, null);
    }

    private void known(String table, long number, String... columns) {
        known.add(new KnownTable(name(table), number, columns(columns)));
    }

    private void here(String table, String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            all.add(new Column(column, 1, "text", false, null, Column.Generated.NO, Column.Identity.NO, "=", null));
        }
        RowKey none = new RowKey(List.of(), false, false);
        here.add(new Table(name(table), 1, false, false, all, none, List.of(), List.of(), List.of(), true, null));
    }

    private static Map<Integer, String> columns(String... columns) {
        Map<Integer, String> byNumber = new HashMap<>();
        for (String column : columns) {
            byNumber.put(
                    Integer.valueOf(column.substring(0, column.indexOf(' '))),
                    column.substring(column.indexOf(' ') + 1));
        }
        return byNumber;
    }

    private static TableName name(String table) {
        return new TableName("public", table);
    }
}
