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

/** Whatever order transactions write and commit in, partials lose no row. */
class WindowPropertyIT {
    private static final int WRITERS = 5;
    private static final int STEPS = 400;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int nextId;

    @Test
    void partialsCarryEveryCommittedChange() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig(
                "partial: {minutes: 10, tables: {root: {changed: updated_at}, leaf: {changed: updated_at}}}");
        servers.onBoth("CREATE TABLE root (id int PRIMARY KEY, n int, updated_at timestamptz NOT NULL);"
                + " CREATE TABLE leaf (id int PRIMARY KEY, root int NOT NULL REFERENCES root, n int,"
                + " updated_at timestamp NOT NULL)");
        servers.onSender("INSERT INTO root SELECT i, 0, clock_timestamp() FROM generate_series(1, 20) i;"
                + " INSERT INTO leaf SELECT i, i, 0, clock_timestamp() FROM generate_series(1, 20) i");
        nextId = 100;
        ship(servers, "complete");

        interleave(servers);
        ship(servers, "partial");
        assertThat(servers.receiverRows()).as("seed %d", seed).isEqualTo(servers.senderRows());

        servers.onSender("DELETE FROM leaf WHERE id % 3 = 0; DELETE FROM root r WHERE NOT EXISTS (SELECT FROM leaf"
                + " WHERE root = r.id)");
        ship(servers, "complete");
        assertThat(servers.receiverRows()).as("seed %d", seed).isEqualTo(servers.senderRows());
    }

    private void interleave(TwoServers servers) throws SQLException {
        List<Connection> writers = new ArrayList<>();
        try {
            for (int i = 0; i < WRITERS; i++) {
                Connection writer = servers.connectSender();
                writer.setAutoCommit(false);
                try (Statement statement = writer.createStatement()) {
                    statement.execute("SET lock_timeout = '5ms'");
                    writer.commit();
                }
                writers.add(writer);
            }
            for (int step = 0; step < STEPS; step++) {
                act(writers.get(random.nextInt(WRITERS)));
                if (random.nextInt(25) == 0) {
                    ship(servers, "partial");
                }
            }
            for (Connection writer : writers) {
                writer.commit();
            }
        } finally {
            for (Connection writer : writers) {
                writer.close();
            }
        }
    }

    /** One step of a writer: a change, perhaps taken back to a savepoint, or the transaction's end. */
    private void act(Connection writer) throws SQLException {
        switch (random.nextInt(8)) {
            case 0 -> writer.commit();
            case 1 -> writer.rollback();
            case 2 -> {
                Savepoint savepoint = writer.setSavepoint();
                change(writer);
                change(writer);
                if (random.nextBoolean()) {
                    writer.rollback(savepoint);
                } else {
                    writer.releaseSavepoint(savepoint);
                }
            }
            default -> change(writer);
        }
    }

    private void change(Connection writer) throws SQLException {
        Savepoint savepoint = writer.setSavepoint();
        try (Statement statement = writer.createStatement()) {
            statement.execute(change());
            writer.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            writer.rollback(savepoint); // another writer holds the row
        }
    }

    private String change() {
        int id = 1 + random.nextInt(20);
        return switch (random.nextInt(4)) {
            case 0 -> "INSERT INTO root VALUES (" + nextId++ + ", 0, clock_timestamp())";
            case 1 -> "INSERT INTO leaf SELECT " + nextId++ + ", max(id), 0, clock_timestamp() FROM root";
            case 2 -> "UPDATE root SET n = n + 1, updated_at = clock_timestamp() WHERE id = " + id;
            default -> "UPDATE leaf SET n = n + 1, updated_at = clock_timestamp() WHERE id = " + id;
        };
    }

    private void ship(TwoServers servers, String kind) {
        assertThat(servers.sender("dump", kind).err()).as("seed %d", seed).isEmpty();
        assertThat(servers.receiver("load").err()).as("seed %d", seed).isEmpty();
    }
}
