package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever transactions do, and in whatever order they commit: both sides are equal after every partial. */
class ScanPropertyIT {
    private static final int WRITERS = 5;
    private static final int STEPS = 450;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int nextId = 100;

    @Test
    void scanWithComparedKeysLeavesBothSidesEqualAfterEveryPartial() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig(
                "tables: [root, leaf, lone]\npartial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partial}");
        servers.onBoth("CREATE TABLE root (id int PRIMARY KEY, n int);"
                + " CREATE TABLE leaf (name text, part int, root int NOT NULL REFERENCES root, n int,"
                + " PRIMARY KEY (name, part)) PARTITION BY LIST (part);"
                + " CREATE TABLE leaf_0 PARTITION OF leaf FOR VALUES IN (0);"
                + " CREATE TABLE leaf_1 PARTITION OF leaf FOR VALUES IN (1);"
                + " CREATE TABLE lone (id bigint PRIMARY KEY, n int)");
        servers.onSender("INSERT INTO root SELECT i, 0 FROM generate_series(1, 20) i;"
                + " INSERT INTO leaf SELECT 'L' || i, i % 2, i, 0 FROM generate_series(1, 20) i;"
                + " INSERT INTO lone SELECT i, 0 FROM generate_series(1, 20) i");
        ship(servers, "complete");

        List<Connection> writers = new ArrayList<>();
        try {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(writer(servers));
            }
            for (int step = 0; step < STEPS; step++) {
                act(writers.get(random.nextInt(WRITERS)));
                if (random.nextInt(30) == 0) {
                    onTheSide(servers);
                }
                if (random.nextInt(25) == 0) {
                    ship(servers, random.nextInt(8) == 0 ? "complete" : "partial");
                }
            }
            for (Connection writer : writers) {
                writer.commit();
            }
            ship(servers, "partial");
        } finally {
            for (Connection writer : writers) {
                writer.close();
            }
        }
    }

    private static Connection writer(TwoServers servers) throws SQLException {
        Connection writer = servers.connectSender();
        writer.setAutoCommit(false);
        try (Statement statement = writer.createStatement()) {
            statement.execute("SET lock_timeout = '5ms'");
            writer.commit();
        }
        return writer;
    }

    /** One step of a writer: a change, perhaps taken back to a savepoint, or the transaction's end. */
    private void act(Connection writer) throws SQLException {
        switch (random.nextInt(10)) {
            case 0 -> writer.commit();
            case 1 -> writer.rollback();
            case 2, 3 -> {
                Savepoint savepoint = writer.setSavepoint();
                attempt(writer, change());
                attempt(writer, change());
                if (random.nextInt(3) == 0) {
                    writer.rollback(savepoint);
                } else {
                    writer.releaseSavepoint(savepoint);
                }
            }
            default -> attempt(writer, change());
        }
    }

    /** What needs a table for itself, or a transaction; left out if another one is in the way. */
    private void onTheSide(TwoServers servers) throws SQLException {
        String statement =
                switch (random.nextInt(6)) {
                    case 0 -> "TRUNCATE lone";
                    case 1 -> "VACUUM (FREEZE) root";
                    case 2 -> "VACUUM FULL lone";
                    case 3 -> "CLUSTER root USING root_pkey";
                    case 4 -> "ALTER TABLE leaf DETACH PARTITION leaf_1";
                    default -> "ALTER TABLE leaf ATTACH PARTITION leaf_1 FOR VALUES IN (1)";
                };
        try (Connection connection = servers.connectSender();
                Statement side = connection.createStatement()) {
            side.execute("SET lock_timeout = '5ms'");
            side.execute(statement);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isIn("55P03", "42P07", "42P01", "42809", "42P17", "55000");
        }
    }

    private static void attempt(Connection writer, String change) throws SQLException {
        Savepoint savepoint = writer.setSavepoint();
        try (Statement statement = writer.createStatement()) {
            statement.execute(change);
            writer.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            writer.rollback(savepoint); // another writer holds the row, or a row refers to it
        }
    }

    private String change() {
        int id = 1 + random.nextInt(20);
        return switch (random.nextInt(11)) {
            case 0 -> "INSERT INTO root VALUES (" + nextId++ + ", 0)";
            case 1 -> "INSERT INTO leaf SELECT 'M' || " + nextId++ + ", 0, min(id), 0 FROM root";
            case 2 -> "UPDATE root SET n = n + 1 WHERE id = " + id;
            case 3 -> "UPDATE leaf SET n = n + 1 WHERE name = 'L" + id + "'";
            case 4 -> "UPDATE lone SET n = n + 1 WHERE id % 7 = " + id % 7;
            case 5 -> "INSERT INTO lone VALUES (" + nextId++ + ", 0)";
            case 6 -> "DELETE FROM leaf WHERE name = 'L" + id + "'";
            case 7 -> "DELETE FROM root WHERE id = " + id;
            case 8 -> "UPDATE lone SET id = -id WHERE id % 5 = " + id % 5;
            case 9 -> "UPDATE leaf SET part = 1 - part WHERE name = 'L" + id + "'";
            default -> "SELECT FROM root WHERE id = " + id + " FOR UPDATE";
        };
    }

    private void ship(TwoServers servers, String kind) throws SQLException {
        assertThat(servers.sender("dump", kind).err()).as("seed %d", seed).isEmpty();
        assertThat(servers.receiver("load").err()).as("seed %d", seed).isEmpty();
        for (String table : List.of("root", "leaf", "lone")) {
            try (Connection sender = servers.connectSender();
                    Connection receiver = servers.connectReceiver()) {
                assertThat(rows(receiver, table)).as("seed %d, %s", seed, table).isEqualTo(rows(sender, table));
            }
        }
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT ROW(t.*)::text FROM " + table + " t ORDER BY 1")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
