package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each row of the table in docs/how-to/follow-the-senders-schema.md, as one partial brings it: a table for each. */
class DriftIT {
    /** What {@code schema: hold} holds back. */
    private static final List<String> HELD = List.of(
            "column_added",
            "column_renamed",
            "empty_widened",
            "enum_added",
            "enum_renamed",
            "null_allowed",
            "table_added",
            "table_called_so",
            "type_narrowed",
            "type_widened");

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void bothAlike() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth(tables(
                        "column_added",
                        "column_dropped",
                        "column_renamed",
                        "columns_swapped",
                        "column_again",
                        "type_widened",
                        "type_narrowed",
                        "default_changed",
                        "not_null",
                        "null_allowed",
                        "check_added",
                        "key_changed",
                        "table_dropped",
                        "table_renamed",
                        "swapped_one",
                        "swapped_two")
                + "CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE TYPE tone AS ENUM ('low', 'high');"
                + " CREATE TABLE enum_added (id int PRIMARY KEY, m mood); CREATE TABLE enum_renamed (id int PRIMARY KEY, t tone);"
                + " CREATE TABLE empty_widened (id int PRIMARY KEY);"
                + " CREATE TABLE parts (id int PRIMARY KEY, a int) PARTITION BY RANGE (id);"
                + " CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);");
        servers.onReceiver("CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)");
        servers.onSender(
                "INSERT INTO enum_added VALUES (1, 'ok'); INSERT INTO enum_renamed VALUES (1, 'low'), (2, 'high');"
                        + " INSERT INTO parts VALUES (1, 1)");
        for (String table :
                List.of("swapped_one", "columns_swapped", "key_changed", "table_renamed", "column_renamed")) {
            servers.onSender("UPDATE " + table + " SET a = a + length('" + table + "'), b = '" + table + "'");
        }
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        drift();
    }

    private static String tables(String... names) {
        return List.of(names).stream()
                .map(name -> "CREATE TABLE " + name + " (id int PRIMARY KEY, a int NOT NULL, b text, c text);"
                        + " INSERT INTO " + name + " SELECT i, i, 'b' || i, 'c' FROM generate_series(1, 3) i;")
                .collect(Collectors.joining());
    }

    private void drift() throws SQLException {
        servers.onSender("ALTER TABLE column_added ADD d int NOT NULL DEFAULT 4;"
                + " ALTER TABLE column_dropped DROP b;"
                + " ALTER TABLE column_renamed RENAME a TO z; ALTER TABLE column_renamed ADD a int DEFAULT 9;"
                + " ALTER TABLE columns_swapped RENAME b TO x; ALTER TABLE columns_swapped RENAME c TO b;"
                + " ALTER TABLE columns_swapped RENAME x TO c;"
                + " ALTER TABLE column_again DROP b; ALTER TABLE column_again ADD b text DEFAULT 'again';"
                + " ALTER TABLE type_widened ALTER a TYPE bigint; ALTER TABLE type_narrowed ALTER b TYPE varchar(2);"
                + " ALTER TABLE default_changed ALTER a SET DEFAULT 5; INSERT INTO default_changed (id) VALUES (7);"
                + " ALTER TABLE not_null ALTER b SET NOT NULL; UPDATE not_null SET a = 8;"
                + " ALTER TABLE null_allowed ALTER a DROP NOT NULL; UPDATE null_allowed SET a = NULL WHERE id = 1;"
                + " ALTER TABLE check_added ADD CHECK (a > 0); UPDATE check_added SET a = 8;"
                + " ALTER TABLE key_changed DROP CONSTRAINT key_changed_pkey, ADD PRIMARY KEY (a); UPDATE key_changed SET b = 'k';"
                + " DROP TABLE table_dropped; ALTER TABLE table_renamed RENAME TO table_called_so;"
                + " ALTER TABLE swapped_one RENAME TO x; ALTER TABLE swapped_two RENAME TO swapped_one;"
                + " ALTER TABLE x RENAME TO swapped_two;"
                + " CREATE TABLE table_added (id int PRIMARY KEY, a int);"
                + " ALTER TYPE tone RENAME VALUE 'low' TO 'deep'; ALTER TABLE empty_widened ADD a int;"
                + " CREATE TABLE parts_2 (id int PRIMARY KEY, a int); INSERT INTO parts_2 VALUES (11, 1);"
                + " ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES FROM (10) TO (20)");
        servers.onSender("ALTER TYPE mood ADD VALUE 'worse'");
        servers.onSender("INSERT INTO enum_added VALUES (2, 'worse')");
    }

    @Test
    void whatDoesNotFitIsHeldBackAndAppliedOnRequest() throws Exception {
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(onReceiver("SELECT table_name FROM dbferry.held ORDER BY 1")).isEqualTo(HELD);
        assertThat(onReceiver("SELECT hint FROM dbferry.held WHERE table_name = 'column_renamed'"))
                .containsExactly("Run the application's migrations here, or 'dbferry schema diff --apply', which runs: "
                        + "ALTER TABLE \"public\".\"column_renamed\" RENAME COLUMN \"a\" TO \"z\"");
        assertThat(onReceiver("SELECT hint FROM dbferry.held WHERE table_name = 'table_called_so'"))
                .containsExactly("Run the application's migrations here, or 'dbferry schema diff --apply', which runs: "
                        + "ALTER TABLE \"public\".\"table_renamed\" RENAME TO \"table_called_so\"");
        assertInStep(HELD);

        TwoServers.Run applied = servers.receiver("schema", "diff", "--apply");
        assertThat(applied.exit()).as("one type is narrower").isEqualTo(6);
        assertThat(applied.out())
                .contains("applied    table 'column_renamed': column 'z' is called 'a' here")
                .contains("by hand    table 'type_narrowed': column 'b' is of type text here and character varying(2)");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertThat(onReceiver("SELECT table_name FROM dbferry.held")).containsExactly("type_narrowed");
        assertInStep(List.of("type_narrowed"));
    }

    @Test
    void whatLosesNothingIsFollowedByTheVeryNextPartial() throws Exception {
        servers.receiverConfig("schema: follow");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(onReceiver("SELECT table_name FROM dbferry.held"))
                .as(load.err())
                .containsExactly("type_narrowed");
        assertThat(load.out())
                .contains("table 'column_renamed': column 'z' is called 'a' here; ran ALTER TABLE")
                .contains("table 'column_renamed': column 'a' is missing here; ran ALTER TABLE")
                .contains("table 'columns_swapped': column 'c' is called 'b' here; ran ALTER TABLE")
                .contains("table 'table_called_so' is called 'table_renamed' here; ran ALTER TABLE")
                .contains("table 'swapped_one' is called 'swapped_two' here; ran ALTER TABLE")
                .contains("table 'empty_widened': column 'a' is missing here; ran ALTER TABLE")
                .contains("table 'table_dropped' is not shipped any more")
                .doesNotContain("table 'table_renamed' is not shipped any more");
        assertInStep(List.of("type_narrowed"));
        assertThat(onReceiver("SELECT rows_by_table::text FROM dbferry.ledger WHERE sequence = 2")
                        .get(0))
                .as("renamed with their rows")
                .doesNotContain("swapped", "table_called_so");

        servers.onReceiver("ALTER TABLE type_narrowed ALTER b TYPE varchar(2)");
        servers.onSender(
                "ALTER TABLE table_called_so RENAME a TO e; ALTER TABLE table_called_so RENAME TO table_again");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertThat(servers.receiver("load").out())
                .contains("complete 000003: 0 rows inserted, 0 updated, 0 deleted")
                .contains(
                        "table 'table_again': column 'e' is called 'a' here; ran ALTER TABLE \"public\".\"table_again\"");
        assertInStep(List.of());
        assertThat(servers.receiver("verify").exit()).isZero();
    }

    @Test
    void whatTheSenderHasDroppedGoesOnRequestAlone() throws Exception {
        servers.receiverConfig("schema: follow");
        servers.onReceiver("CREATE VIEW of_the_receiver AS SELECT b FROM column_dropped;"
                + " ALTER TABLE column_dropped ADD mine int");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        servers.receiver("load");
        assertThat(servers.receiver("policy", "leftovers").out())
                .contains("left    table 'table_dropped', 3 rows\nleft    column 'column_dropped.b', 3 rows\n");

        TwoServers.Run both = servers.receiver("policy", "leftovers", "--purge", "--drop");
        assertThat(both.exit()).isEqualTo(2);
        assertThat(both.err()).contains("--purge, --drop are mutually exclusive");
        TwoServers.Run dropped = servers.receiver("policy", "leftovers", "--drop");
        assertThat(dropped.exit()).isEqualTo(6);
        assertThat(dropped.out())
                .contains("dropped table 'table_dropped', 3 rows\nfailed  column 'column_dropped.b', 3 rows: ")
                .contains("view public.of_the_receiver depends on column b of table public.column_dropped");
        servers.onReceiver("DROP VIEW of_the_receiver");
        assertThat(servers.receiver("policy", "leftovers", "--drop").out())
                .contains("dropped column 'column_dropped.b', 3 rows");
        assertThat(servers.receiver("policy", "leftovers").out()).startsWith("nothing is left over");

        assertThat(servers.receiverRowsOf("column_dropped", "id, a, c, mine"))
                .containsExactly("(1,1,c,)", "(2,2,c,)", "(3,3,c,)");
        assertThat(onReceiver("SELECT to_regclass('table_dropped')")).containsExactly((String) null);
        servers.onSender("UPDATE column_dropped SET a = 9");
        servers.onReceiver("ALTER TABLE type_narrowed ALTER b TYPE varchar(2)");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertInStep(List.of());
        assertThat(servers.receiver("verify").exit()).isZero();
    }

    @Test
    void detachedPartitionsMovedTablesAndUpdatedExtensions() throws Exception {
        servers.onBoth("CREATE EXTENSION hstore VERSION '1.4'; CREATE TABLE bag (id int PRIMARY KEY, h hstore);"
                + " CREATE TABLE moved (id int PRIMARY KEY, a int); CREATE SCHEMA archive;"
                + " CREATE TABLE archive.old (id int PRIMARY KEY)");
        servers.onSender("INSERT INTO bag VALUES (1, 'a=>1'); INSERT INTO moved VALUES (1, 1)");
        servers.onReceiver("ALTER TABLE type_narrowed ALTER b TYPE varchar(2)");
        servers.senderConfig("tables: [\"public.*\", \"archive.*\"]\npartial: {minutes: 10}");
        servers.receiverConfig("schema: follow\ntables: [\"public.*\", \"archive.*\"]");
        TwoServers.Run complete = servers.sender("dump", "complete");
        assertThat(complete.exit()).as(complete.err()).isZero();
        TwoServers.Run before = servers.receiver("load");
        assertThat(before.exit()).as(before.err()).isZero();

        servers.onSender("ALTER EXTENSION hstore UPDATE; UPDATE bag SET h = h || 'b=>2';"
                + " ALTER TABLE moved SET SCHEMA archive; UPDATE archive.moved SET a = 2;"
                + " ALTER TABLE parts DETACH PARTITION parts_1; UPDATE parts_1 SET a = 2");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.err()).isEqualTo(6);
        assertThat(load.err()).contains("ALTER TABLE \"public\".\"parts\" DETACH PARTITION \"public\".\"parts_1\"");
        assertThat(onReceiver("SELECT table_name FROM dbferry.held ORDER BY 1")).contains("parts_1");
        assertThat(load.out())
                .contains("table 'archive.moved' is missing here; ran CREATE TABLE \"archive\".\"moved\"")
                .contains("table 'moved' is not shipped any more");
        servers.onReceiver("ALTER TABLE parts DETACH PARTITION parts_1");
        servers.receiver("load");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run last = servers.receiver("load");
        assertThat(last.exit()).as(last.err()).isZero();
        assertInStep(List.of());
    }

    private void assertInStep(List<String> but) throws SQLException {
        Map<String, List<String>> expected = new TreeMap<>(servers.senderRows());
        expected.keySet().removeIf(table -> but.contains(table.substring("public.".length())));
        for (Map.Entry<String, List<String>> table : expected.entrySet()) {
            String columns = String.join(
                    ", ",
                    onSender("SELECT quote_ident(attname) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
                            + " AND attrelid = '" + table.getKey() + "'::regclass ORDER BY attnum"));
            assertThat(servers.receiverRowsOf(table.getKey(), columns))
                    .as(table.getKey())
                    .isEqualTo(table.getValue());
        }
    }

    private List<String> onSender(String query) throws SQLException {
        try (Connection sender = servers.connectSender()) {
            return column(sender, query);
        }
    }

    private List<String> onReceiver(String query) throws SQLException {
        try (Connection receiver = servers.connectReceiver()) {
            return column(receiver, query);
        }
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        List<String> values = new java.util.ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
