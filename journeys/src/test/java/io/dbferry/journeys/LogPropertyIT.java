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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever transactions do, in whatever order they commit: after every partial the receiver has what was committed on
 * the sender. Commits are asynchronous on these servers, so they are seen before they are on disk.
 */
class LogPropertyIT {
    private static final int WRITERS = 4;
    private static final int STEPS = 160;
    private static final int KEYS = 25;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void receiverEqualsSenderAfterEveryPartial(int major) throws Exception {
        String strategies = "{root: {strategy: log}, leaf: {strategy: log}, trip: {strategy: log}}";
        try (LogServers log = LogServers.in(folder, major, strategies)) {
            log.servers.onBoth("""
                    CREATE TABLE root (id int PRIMARY KEY, n int, big text);
                    CREATE TABLE leaf (name text, id int, root int REFERENCES root ON UPDATE CASCADE ON DELETE CASCADE,
                        PRIMARY KEY (id, name));
                    CREATE TABLE trip (id int, day int, n int, PRIMARY KEY (id, day)) PARTITION BY LIST (day);
                    CREATE TABLE trip_0 PARTITION OF trip FOR VALUES IN (0);
                    CREATE TABLE trip_1 PARTITION OF trip FOR VALUES IN (1)""");
            log.fix();
            log.servers.onSender("ALTER TABLE root ALTER big SET STORAGE EXTERNAL; INSERT INTO root"
                    + " SELECT i, 0, repeat('x', 10000) FROM generate_series(1, 15) i;"
                    + " INSERT INTO leaf SELECT 'l', i, i FROM generate_series(1, 15) i;"
                    + " INSERT INTO trip SELECT i, i % 2, 0 FROM generate_series(1, 15) i");
            ship(log.servers, "complete");
            interleave(log.servers);
        }
    }

    private void interleave(TwoServers servers) throws Exception {
        List<Connection> writers = new ArrayList<>();
        try {
            for (int i = 0; i < WRITERS; i++) {
                Connection writer = servers.connectSender();
                try (Statement statement = writer.createStatement()) {
                    statement.execute("SET lock_timeout = '5ms'");
                }
                writer.setAutoCommit(false);
                writers.add(writer);
            }
            for (int step = 0; step < STEPS; step++) {
                act(writers.get(random.nextInt(WRITERS)));
                if (random.nextInt(16) == 0) {
                    ship(servers, random.nextInt(6) == 0 ? "complete" : "partial");
                }
            }
        } finally {
            for (Connection writer : writers) {
                writer.close();
            }
        }
        ship(servers, "partial");
    }

    /** A change, perhaps taken back to a savepoint, or the transaction's end. */
    private void act(Connection writer) throws SQLException {
        switch (random.nextInt(8)) {
            case 0, 1 -> writer.commit();
            case 2 -> writer.rollback();
            case 3 -> {
                Savepoint savepoint = writer.setSavepoint();
                change(writer, change());
                change(writer, change());
                if (random.nextBoolean()) {
                    writer.rollback(savepoint);
                }
            }
            case 4 -> {
                // Its lock keeps every snapshot waiting until it ends.
                change(writer, random.nextInt(4) == 0 ? truncate() : change());
                writer.commit();
            }
            default -> change(writer, change());
        }
    }

    private static void change(Connection writer, String sql) throws SQLException {
        Savepoint savepoint = writer.setSavepoint();
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
            writer.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            writer.rollback(savepoint); // another writer holds the row, or has the key already
        }
    }

    private String change() {
        int id = 1 + random.nextInt(KEYS);
        int other = 1 + random.nextInt(KEYS);
        return switch (random.nextInt(10)) {
            case 0 -> "INSERT INTO root VALUES (" + id + ", 1, repeat('y', 9000))";
            case 1 -> "INSERT INTO leaf SELECT E'n\\t\"' || " + other + ", " + id + ", max(id) FROM root";
            case 2 -> "INSERT INTO trip VALUES (" + id + ", " + other % 2 + ", 1)";
            case 3 -> "UPDATE root SET n = n + 1 WHERE id = " + id;
            case 4 -> "UPDATE root SET id = " + other + " WHERE id = " + id;
            case 5 -> "UPDATE leaf SET name = name || 'x' WHERE id = " + id;
            case 6 -> "UPDATE trip SET day = 1 - day WHERE id = " + id;
            case 7 -> "DELETE FROM root WHERE id = " + id;
            case 8 -> "DELETE FROM leaf WHERE id = " + id;
            default -> "DELETE FROM trip WHERE id = " + id;
        };
    }

    private String truncate() {
        return switch (random.nextInt(4)) {
            case 0 -> "TRUNCATE root CASCADE";
            case 1 -> "TRUNCATE leaf";
            case 2 -> "TRUNCATE trip";
            default -> "TRUNCATE trip_1";
        };
    }

    /** No commit takes place meanwhile, so that the sender has the shipment's state still. */
    private void ship(TwoServers servers, String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.err()).as("seed %d", seed).isEmpty();
        assertThat(dump.out()).as("seed %d", seed).doesNotContain("instead");
        assertThat(servers.receiver("load").err()).as("seed %d", seed).isEmpty();
        assertThat(servers.receiverRows()).as("seed %d", seed).isEqualTo(servers.senderRows());
    }
}
