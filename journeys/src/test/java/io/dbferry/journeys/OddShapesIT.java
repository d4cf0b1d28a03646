package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables of shapes that are rare: each travels beside a plain one, by completes, by partials and through psql, and an unchanged
 * complete writes nothing.
 */
class OddShapesIT {
    private static final String ALL_TABLES = """
            SELECT format('%I.%I', n.nspname, c.relname), coalesce((
              SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute
              WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^pg_'
              AND nspname NOT IN ('information_schema', 'dbferry')""";

    @TempDir
    private Path folder;

    /**
     * @param rows what a complete carries
     * @param changes what a partial carries; empty if only completes carry the table's changes
     */
    private record Shape(String name, int major, String tables, String rows, String changes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Shape> shapes() {
        return Stream.of(
                new Shape("no columns", 15, "CREATE TABLE s ()", "INSERT INTO s SELECT FROM generate_series(1, 3)", ""),
                new Shape(
                        "only generated columns",
                        15,
                        "CREATE TABLE s (a int GENERATED ALWAYS AS (7) STORED, b text GENERATED ALWAYS AS ('x') STORED)",
                        "INSERT INTO s SELECT FROM generate_series(1, 3)",
                        ""),
                new Shape(
                        "only virtual columns",
                        18,
                        "CREATE TABLE s (a int GENERATED ALWAYS AS (7) VIRTUAL);"
                                + " CREATE TABLE v (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL, n int)",
                        "INSERT INTO s SELECT FROM generate_series(1, 3); INSERT INTO v (id, n) VALUES (1, 1), (2, 2)",
                        "UPDATE v SET n = 7 WHERE id = 1; INSERT INTO v (id) VALUES (3)"),
                new Shape(
                        "key on a generated column",
                        15,
                        "CREATE TABLE s (a int, k int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY, n int);"
                                + " CREATE TABLE c (id int PRIMARY KEY, k int REFERENCES s)",
                        "INSERT INTO s (a, n) VALUES (1, 1), (2, 2), (3, 3); INSERT INTO c VALUES (1, 2), (2, 4)",
                        "UPDATE s SET n = 9 WHERE a = 2; INSERT INTO s (a) VALUES (4); INSERT INTO c VALUES (3, 8);"
                                + " DELETE FROM s WHERE a = 3"),
                new Shape(
                        "key on a generated and a plain column",
                        15,
                        "CREATE TABLE s (a int, b text, k text GENERATED ALWAYS AS (lower(b)) STORED, n int, PRIMARY KEY (a, k))",
                        "INSERT INTO s (a, b) VALUES (1, 'A'), (1, 'B'), (2, 'B')",
                        "UPDATE s SET n = 9 WHERE b = 'B'; UPDATE s SET b = 'a' WHERE b = 'A'; DELETE FROM s WHERE a = 2"),
                new Shape(
                        "check not valid with old rows",
                        15,
                        "CREATE TABLE s (id int PRIMARY KEY, n int, note text); CREATE TABLE keyless (n int)",
                        "INSERT INTO s VALUES (1, -1), (2, 2); INSERT INTO keyless VALUES (-1), (2);"
                                + " ALTER TABLE s ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;"
                                + " ALTER TABLE keyless ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
                        "UPDATE s SET n = 3 WHERE id = 2; INSERT INTO s VALUES (3, 4)"),
                new Shape(
                        "foreign key not valid with old rows",
                        15,
                        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE s (id int PRIMARY KEY, p int)",
                        "INSERT INTO p VALUES (1); INSERT INTO s VALUES (1, 1), (2, 7);"
                                + " ALTER TABLE s ADD FOREIGN KEY (p) REFERENCES p NOT VALID",
                        "INSERT INTO p VALUES (2); INSERT INTO s VALUES (3, 2)"),
                new Shape(
                        "typed table",
                        15,
                        "CREATE TYPE pair AS (id int, v text); CREATE TABLE s OF pair (PRIMARY KEY (id), v WITH OPTIONS DEFAULT 'x')",
                        "INSERT INTO s (id) VALUES (1), (2)",
                        "UPDATE s SET v = 'y' WHERE id = 1; INSERT INTO s VALUES (3)"),
                new Shape(
                        "unique index for a key",
                        15,
                        "CREATE TABLE s (a int NOT NULL, b text NOT NULL, n int, UNIQUE (a, b)); CREATE UNIQUE INDEX ON s (n);"
                                + " CREATE TABLE u (a int NOT NULL, n int); CREATE UNIQUE INDEX ON u (a)",
                        "INSERT INTO s VALUES (1, 'a', 1), (1, 'b', 2), (2, 'a', NULL), (3, 'a', NULL);"
                                + " INSERT INTO u VALUES (1, 1), (2, 1)",
                        "UPDATE s SET n = 7 WHERE b = 'b'; DELETE FROM s WHERE a = 3; INSERT INTO s VALUES (4, 'a', 5);"
                                + " UPDATE u SET n = 2 WHERE a = 2; DELETE FROM u WHERE a = 1; INSERT INTO u VALUES (3)"),
                new Shape(
                        "replica identity by an index",
                        15,
                        "CREATE TABLE s (a int NOT NULL, b int NOT NULL UNIQUE, n int); CREATE UNIQUE INDEX s_ident ON s (a, b);"
                                + " ALTER TABLE s REPLICA IDENTITY USING INDEX s_ident",
                        "INSERT INTO s VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3)",
                        "UPDATE s SET n = 7 WHERE a = 1; UPDATE s SET b = 9 WHERE a = 2; DELETE FROM s WHERE a = 3"),
                new Shape(
                        "unique indexes that are no key",
                        15,
                        "CREATE TABLE s (a int NOT NULL, b int, n int); CREATE UNIQUE INDEX ON s (a) WHERE n > 0;"
                                + " CREATE UNIQUE INDEX ON s ((a + b)); ALTER TABLE s ADD UNIQUE (a) DEFERRABLE;"
                                + " CREATE UNIQUE INDEX ON s (b)",
                        "INSERT INTO s VALUES (1, 1, 0), (2, NULL, 1), (3, NULL, 1)",
                        ""),
                new Shape(
                        "temporal keys",
                        18,
                        "CREATE EXTENSION btree_gist;"
                                + " CREATE TABLE p (id int, at daterange, n int, PRIMARY KEY (id, at WITHOUT OVERLAPS));"
                                + " CREATE TABLE s (id int PRIMARY KEY, p int, at daterange,"
                                + " FOREIGN KEY (p, PERIOD at) REFERENCES p (id, PERIOD at))",
                        "INSERT INTO p VALUES (1, '[2020-01-01,2021-01-01)', 1), (1, '[2021-01-01,2022-01-01)', 2),"
                                + " (2, '[2020-01-01,2022-01-01)', 3), (3, '[2020-01-01,2022-01-01)', 3);"
                                + " INSERT INTO s VALUES (1, 1, '[2020-06-01,2021-06-01)'), (2, 2, '[2020-06-01,2021-06-01)')",
                        "DELETE FROM s WHERE id = 2; DELETE FROM p WHERE id = 2;"
                                + " INSERT INTO p VALUES (2, '[2020-01-01,2021-01-01)', 4), (2, '[2021-01-01,2022-01-01)', 5);"
                                + " INSERT INTO s VALUES (2, 2, '[2020-06-01,2021-07-01)');"
                                + " UPDATE p SET at = '[2020-03-01,2022-01-01)' WHERE id = 3"),
                new Shape(
                        "a rule at the sender",
                        15,
                        "CREATE TABLE s (id int PRIMARY KEY, v text); CREATE TABLE seen (v text PRIMARY KEY)",
                        "INSERT INTO s VALUES (1, 'a'); CREATE RULE r AS ON INSERT TO s DO ALSO INSERT INTO seen VALUES (NEW.v)",
                        "INSERT INTO s VALUES (2, 'b')"),
                new Shape(
                        "names",
                        15,
                        "CREATE TABLE \"a.b\" (id int PRIMARY KEY, \"c.d\" int); CREATE TABLE \"q\"\"'\" (id int PRIMARY KEY);"
                                + " CREATE TABLE \"" + "x".repeat(63) + "\" (\"" + "y".repeat(63)
                                + "\" int PRIMARY KEY);"
                                + " CREATE TABLE \"" + "线".repeat(21) + "\" (\"κλειδί\" int PRIMARY KEY, n int);"
                                + " CREATE TABLE \"pg_\\ $1 ?\" (id int PRIMARY KEY, \"?\" int)",
                        "INSERT INTO \"a.b\" VALUES (1, 1); INSERT INTO \"q\"\"'\" VALUES (1); INSERT INTO \""
                                + "x".repeat(63)
                                + "\" VALUES (1); INSERT INTO \"" + "线".repeat(21)
                                + "\" VALUES (1, 1); INSERT INTO \"pg_\\ $1 ?\" VALUES (1, 1)",
                        "UPDATE \"a.b\" SET \"c.d\" = 2; INSERT INTO \"q\"\"'\" VALUES (2); INSERT INTO \""
                                + "x".repeat(63)
                                + "\" VALUES (2); UPDATE \"" + "线".repeat(21)
                                + "\" SET n = 2; UPDATE \"pg_\\ $1 ?\" SET \"?\" = 2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void travels(Shape shape) throws Exception {
        PostgresServer server = PostgresServer.of(shape.major());
        TwoServers servers = TwoServers.in(folder, shape.major(), shape.major());
        servers.senderConfig("partial: {deletes: every 1 partials}");
        servers.onBoth("CREATE TABLE plain (id int PRIMARY KEY, v text); " + shape.tables());
        servers.onSender(shape.rows() + "; INSERT INTO plain VALUES (1, 'a')");
        copyConstraints(servers);

        ship(servers, "complete");
        assertEqual(servers);

        String restored = server.createDatabase("restored");
        PsqlRestore.into(servers, server.url(restored));
        try (Connection source = servers.connectSender();
                Connection target = server.connect(restored)) {
            assertThat(rows(source, target)).isEqualTo(rows(source, source));
        }

        servers.onSender("UPDATE plain SET v = 'b'; " + shape.changes());
        ship(servers, "partial");
        assertEqual(servers);

        assertThat(ship(servers, "complete")).contains(": 0 rows inserted, 0 updated, 0 deleted");
    }

    /** The receiver gets them when it has no rows, as by an application's migration. */
    private static void copyConstraints(TwoServers servers) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Connection sender = servers.connectSender();
                Statement statement = sender.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,"
                                + " pg_get_constraintdef(oid)) FROM pg_constraint WHERE NOT convalidated")) {
            while (row.next()) {
                missing.add(row.getString(1));
            }
        }
        for (String constraint : missing) {
            servers.onReceiver(constraint);
        }
    }

    private static String ship(TwoServers servers, String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).startsWith("applied " + kind);
        return load.out();
    }

    private static void assertEqual(TwoServers servers) throws SQLException {
        try (Connection sender = servers.connectSender();
                Connection receiver = servers.connectReceiver()) {
            assertThat(rows(sender, receiver)).isEqualTo(rows(sender, sender)).isNotEmpty();
        }
    }

    private static Map<String, List<String>> rows(Connection names, Connection from) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Statement statement = names.createStatement();
                ResultSet table = statement.executeQuery(ALL_TABLES)) {
            while (table.next()) {
                String query =
                        "SELECT ROW(" + table.getString(2) + ")::text FROM " + table.getString(1) + " ORDER BY 1";
                rows.put(table.getString(1), PsqlRestore.lines(from, query));
            }
        }
        return rows;
    }
}
