package io.dbferry.receiver.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerIT {
    private static final PostgresServer SERVER = PostgresServer.of(14);
    private static final Instant TIME = Instant.parse("2026-11-23T03:30:00Z");

    private String database;
    private Connection connection;
    private Ledger ledger;

    @BeforeEach
    void connect() {
        database = SERVER.createDatabase("ledger");
        connection = SERVER.connect(database);
        ledger = new Ledger(connection, "test");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void firstLoadsOfSeveralStreamsAtTheSameTimeAllFindTheLedger() throws Exception {
        ExecutorService loads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 3; round++) {
                execute("DROP SCHEMA IF EXISTS dbferry CASCADE");
                CyclicBarrier together = new CyclicBarrier(8);
                List<Future<Boolean>> made = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    made.add(loads.submit(() -> {
                        try (Connection own = SERVER.connect(database)) {
                            together.await();
                            new Ledger(own, "test").create();
                            return new Ledger(own, "test").exists() && own.getAutoCommit();
                        }
                    }));
                }
                for (Future<Boolean> one : made) {
                    assertThat(one.get()).isTrue();
                }
            }
        } finally {
            loads.shutdownNow();
        }
    }

    @Test
    void planIsTheOneThatAllEntriesWouldMake() throws Exception {
        ledger.create();
        Random random = new Random(42);
        int again = 0;
        for (int i = 0; i < 300; i++) {
            execute("DELETE FROM dbferry.ledger");
            SortedMap<Sequence, Kind> all = new TreeMap<>();
            List<ShipmentName> inDepot = new ArrayList<>();
            int applied = random.nextInt(5);
            for (int number = 1; number <= 12; number++) {
                Kind kind = random.nextInt(3) == 0 ? Kind.COMPLETE : Kind.PARTIAL;
                if (random.nextInt(4) < applied) {
                    all.put(new Sequence(number), kind);
                    add(number, kind);
                }
                if (random.nextInt(3) > 0) {
                    Kind told = random.nextInt(8) == 0 ? Kind.COMPLETE : kind;
                    inDepot.add(new ShipmentName(told, TIME.plusSeconds(number), new Sequence(number)));
                }
            }
            LoadPlan expected = new LoadPlan(all, inDepot);
            LoadPlan plan = ledger.plan(inDepot);
            again += assertSame(plan, expected, inDepot);
            List<ShipmentName> some =
                    inDepot.stream().filter(n -> random.nextInt(4) > 0).toList();
            assertSame(new LoadPlan(plan.applied(), some), new LoadPlan(all, some), some);
        }
        assertThat(again).as("completes with partials behind them").isPositive();
    }

    private static int assertSame(LoadPlan plan, LoadPlan expected, List<ShipmentName> inDepot) {
        int again = 0;
        assertThat(plan.lastApplied()).isEqualTo(expected.lastApplied());
        assertThat(plan.lastComplete()).isEqualTo(expected.lastComplete());
        assertThat(plan.due()).isEqualTo(expected.due());
        for (Optional<Kind> wanted :
                List.of(Optional.<Kind>empty(), Optional.of(Kind.COMPLETE), Optional.of(Kind.PARTIAL))) {
            assertThat(plan.next(wanted)).isEqualTo(expected.next(wanted));
        }
        for (ShipmentName name : inDepot) {
            assertThat(plan.again(name)).as("%s", name).isEqualTo(expected.again(name));
            assertThat(plan.insteadOf(name)).isEqualTo(expected.insteadOf(name));
            again += expected.again(name).orElse(List.of()).size();
        }
        return again;
    }

    @Test
    void lastAppliedIsACompleteThatCameBehindPartials() throws Exception {
        ledger.create();
        assertThat(ledger.lastAppliedAt()).isEmpty();
        add(1, Kind.COMPLETE);
        add(3, Kind.PARTIAL);
        assertThat(ledger.lastAppliedAt()).contains(ledger.last().orElseThrow().appliedAt());
        add(2, Kind.COMPLETE);

        assertThat(ledger.last().orElseThrow().sequence()).isEqualTo(new Sequence(3));
        assertThat(ledger.lastAppliedAt())
                .contains(ledger.entry(new Sequence(2)).orElseThrow().appliedAt());
    }

    @Test
    void knowsEveryStreamIdThatAnythingWasAppliedOf() throws Exception {
        ledger.create();
        add(1, Kind.COMPLETE);
        execute("UPDATE dbferry.ledger SET stream_id = 'before'");
        add(2, Kind.COMPLETE);

        assertThat(ledger.knows("before")).isTrue();
        assertThat(ledger.knows("other")).isFalse();
        assertThat(new Ledger(connection, "second").knows("before")).isFalse();
    }

    @Test
    void ledgerOfAnEarlierVersionGetsWhatItMisses() throws Exception {
        ledger.create();
        List<String> made = columnsAndIndexes();
        makeOlder();
        execute("ALTER TABLE dbferry.ledger DROP source_position, DROP rows_by_table");

        ledger.create();

        assertThat(columnsAndIndexes())
                .isEqualTo(made)
                .contains("source_position", "rows_by_table", "ledger_completes", "ledger_changes");
    }

    @Test
    void ledgerOfAnotherRoleGoesWithoutTheIndexes() throws Exception {
        ledger.create();
        makeOlder();
        add(1, Kind.COMPLETE);
        execute("""
                DO $$ BEGIN IF to_regrole('ledger_writer') IS NULL THEN CREATE ROLE ledger_writer LOGIN; END IF; END $$;
                GRANT USAGE, CREATE ON SCHEMA dbferry TO ledger_writer;
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dbferry TO ledger_writer""");
        String url = "jdbc:" + SERVER.url(database).replace("postgres@", "") + "?user=ledger_writer";
        try (Connection other = DriverManager.getConnection(url)) {
            Ledger theirs = new Ledger(other, "test");

            theirs.create();

            assertThat(theirs.plan(List.of()).lastComplete()).isEqualTo(new Sequence(1));
        }
        assertThat(columnsAndIndexes()).doesNotContain("ledger_completes", "ledger_changes");
    }

    private void makeOlder() throws SQLException {
        execute("DROP INDEX dbferry.ledger_completes, dbferry.ledger_changes");
    }

    private List<String> columnsAndIndexes() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT attname FROM pg_attribute
                        WHERE attrelid = 'dbferry.ledger'::regclass AND attnum > 0 AND NOT attisdropped
                        UNION ALL SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                        WHERE indrelid = 'dbferry.ledger'::regclass ORDER BY 1""")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private void add(int number, Kind kind) throws SQLException {
        execute("INSERT INTO dbferry.ledger (stream, sequence, kind, shipment, stream_id, manifest_sha256, source_time,"
                + " rows_inserted, rows_updated, rows_deleted, media_files, bytes) VALUES ('test', " + number + ", '"
                + kind.word() + "', '', '', '', now(), 0, 0, 0, 0, 0)");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
