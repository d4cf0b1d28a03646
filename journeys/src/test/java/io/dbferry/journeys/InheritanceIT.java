package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that inherit from others: each table's rows are its own, on both sides. */
class InheritanceIT {
    private static final List<String> TABLES =
            List.of("sale", "sale_q1", "sale_q1_jan", "refund", "note", "loose", "loose_kid");

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void tablesThatInherit() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}");
        servers.onBoth("""
                CREATE TABLE sale (id int PRIMARY KEY, v text);
                CREATE TABLE refund (id int PRIMARY KEY, why text);
                CREATE TABLE sale_q1 (x int, PRIMARY KEY (id)) INHERITS (sale);
                CREATE TABLE sale_q1_jan (PRIMARY KEY (id)) INHERITS (sale_q1, refund);
                CREATE TABLE note (id int PRIMARY KEY, sale_id int REFERENCES sale ON DELETE CASCADE,
                                   jan_id int REFERENCES sale_q1_jan ON DELETE CASCADE);
                CREATE TABLE loose (v text);
                CREATE TABLE loose_kid () INHERITS (loose)""");
        servers.onSender("""
                INSERT INTO sale VALUES (1, 'parent'), (2, 'two');
                INSERT INTO sale_q1 VALUES (1, 'child', 10), (3, 'three', 30);
                INSERT INTO sale_q1_jan VALUES (1, 'grandchild', 100, 'why'), (4, 'four', 40, NULL);
                INSERT INTO refund VALUES (1, 'other parent');
                INSERT INTO note VALUES (1, 1, 1), (2, 2, 4);
                INSERT INTO loose VALUES ('same'), ('same');
                INSERT INTO loose_kid VALUES ('same')""");
        ship("complete");
    }

    @Test
    void partialChangesAndDeletesRowsOfTheNamedTableOnly() throws Exception {
        servers.onSender("UPDATE ONLY sale SET v = 'parent changed' WHERE id = 1; DELETE FROM ONLY refund WHERE id = 1;"
                + " DELETE FROM ONLY sale_q1 WHERE id = 1; UPDATE sale_q1_jan SET v = 'jan changed' WHERE id = 4");

        assertThat(ship("partial"))
                .isEqualTo("applied partial 000002: 0 rows inserted, 2 updated, 2 deleted, 0 media files\n");
    }

    @Test
    void unchangedCompleteWritesNothing() throws Exception {
        for (int i = 2; i < 4; i++) {
            assertThat(ship("complete"))
                    .isEqualTo(
                            "applied complete 00000" + i + ": 0 rows inserted, 0 updated, 0 deleted, 0 media files\n");
        }
    }

    @Test
    void completeFillsAnEmptyParentOfFilledChildrenAndTheOtherWay() throws Exception {
        servers.onReceiver("DELETE FROM note; DELETE FROM ONLY sale; DELETE FROM sale_q1_jan; DELETE FROM ONLY loose");

        ship("complete");
    }

    private String ship(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        for (String table : TABLES) {
            try (var sender = servers.connectSender();
                    var row = sender.createStatement().executeQuery("SELECT count(*)::text FROM ONLY " + table)) {
                row.next();
                assertThat(servers.receiverRowsOf("ONLY " + table, "1"))
                        .as(table)
                        .hasSize(row.getInt(1));
            }
        }
        return load.out();
    }
}
