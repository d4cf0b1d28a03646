package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A complete on a receiver that has rows: only those that differ are written, whatever their table looks like. */
class CompleteBesideRowsIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void tables() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("""
                CREATE TABLE bus (id int PRIMARY KEY, place int UNIQUE, note text);
                CREATE TABLE trip (bus int REFERENCES bus, at timestamptz, seats int[], PRIMARY KEY (bus, at));
                CREATE TABLE log (line text, n int);
                CREATE TABLE part (id int, kind text, v text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
                CREATE TABLE part_a PARTITION OF part FOR VALUES IN ('a');
                CREATE TABLE part_b PARTITION OF part FOR VALUES IN ('b', 'c');
                CREATE TABLE keyless_part (kind text, v text) PARTITION BY LIST (kind);
                CREATE TABLE keyless_part_a PARTITION OF keyless_part FOR VALUES IN ('a');
                CREATE TABLE keyless_part_b PARTITION OF keyless_part DEFAULT;
                CREATE TABLE parent (id int PRIMARY KEY, v text);
                CREATE TABLE child (more text) INHERITS (parent)""");
        servers.onSender("""
                INSERT INTO bus SELECT i, i, 'bus ' || i FROM generate_series(1, 2000) i;
                INSERT INTO trip SELECT 1 + i % 2000, timestamptz '2026-01-01' + i * interval '1 min', ARRAY[i, NULL]
                FROM generate_series(1, 3000) i;
                INSERT INTO log SELECT 'line ' || i % 7, i % 3 FROM generate_series(1, 500) i;
                INSERT INTO part SELECT i, chr(97 + i % 3), 'v' || i FROM generate_series(1, 300) i;
                INSERT INTO keyless_part SELECT chr(97 + i % 3), 'v' || i % 20 FROM generate_series(1, 300) i;
                INSERT INTO parent SELECT i, E'tab\\t\\\\' || i FROM generate_series(1, 50) i;
                INSERT INTO child SELECT i, 'same key', 'x' FROM generate_series(1, 50) i""");
        servers.sender("dump", "complete");
        load();
    }

    @Test
    void completeWithoutChangesWritesNothing() throws Exception {
        List<String> before = places();
        servers.sender("dump", "complete");

        TwoServers.Run load = load();

        assertThat(load.out()).contains("0 rows inserted, 0 updated, 0 deleted");
        assertThat(places()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whateverDiffersIsEqualAfterwardsAndTheRestStaysWhereItIs(int seed) throws Exception {
        Random random = new Random(seed);
        List<String> untouched = places("trip WHERE bus > 1000");
        for (int i = 0; i < 12; i++) {
            String change = change(random);
            if (random.nextBoolean()) {
                servers.onSender(change);
            } else {
                servers.onReceiver(change);
            }
        }
        servers.sender("dump", "complete");

        load();

        assertThat(places("trip WHERE bus > 1000")).isEqualTo(untouched);
        servers.sender("dump", "complete");
        assertThat(load().out()).contains("0 rows inserted, 0 updated, 0 deleted");
    }

    @Test
    void roleThatMayNotReadPartitionsByTheirNamesReadsThemAsOneTable() throws Exception {
        servers.onReceiver("REVOKE ALL ON part_a, part_b, keyless_part_a, keyless_part_b FROM CURRENT_USER");
        servers.onReceiver("UPDATE part SET v = 'else' WHERE id < 9; DELETE FROM keyless_part WHERE v = 'v3'");
        servers.onSender("UPDATE part SET kind = 'c' WHERE id = 12; INSERT INTO keyless_part VALUES ('a', 'v3')");
        servers.sender("dump", "complete");

        load();
    }

    private static String change(Random random) {
        int from = 1 + random.nextInt(900);
        int to = from + random.nextInt(40);
        String some = " WHERE id BETWEEN " + from + " AND " + to;
        return switch (random.nextInt(9)) {
            case 0 -> "UPDATE bus SET note = note || '!'" + some;
            case 1 -> "UPDATE bus SET place = -place" + some;
            case 2 -> "DELETE FROM trip WHERE bus BETWEEN " + from + " AND " + to;
            case 3 -> "UPDATE trip SET seats = seats || 9 WHERE bus BETWEEN " + from + " AND " + to;
            case 4 -> "DELETE FROM log WHERE ctid IN (SELECT ctid FROM log LIMIT " + random.nextInt(20) + ")";
            case 5 -> "INSERT INTO log SELECT 'line 1', 1 FROM generate_series(1, " + random.nextInt(9) + ")";
            case 6 -> "UPDATE part SET v = v || '+' WHERE id % 9 = " + random.nextInt(9);
            case 7 -> "UPDATE keyless_part SET v = 'v0' WHERE v = 'v" + random.nextInt(20) + "'";
            default ->
                "UPDATE child SET v = v || '?' WHERE id < " + random.nextInt(50)
                        + "; DELETE FROM ONLY parent WHERE id = " + random.nextInt(50);
        };
    }

    private TwoServers.Run load() throws SQLException {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        return load;
    }

    private List<String> places() throws SQLException {
        List<String> places = new ArrayList<>();
        for (String table : List.of("bus", "trip", "log", "part", "keyless_part", "parent", "child")) {
            places.addAll(places(table));
        }
        return places;
    }

    private List<String> places(String from) throws SQLException {
        List<String> places = new ArrayList<>();
        try (Connection connection = servers.connectReceiver();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT tableoid::regclass || ' ' || ctid || ' ' || xmin FROM " + from + " ORDER BY 1")) {
            while (row.next()) {
                places.add(row.getString(1));
            }
        }
        return places;
    }
}
