package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that cannot be written one by one in any order: swapped unique values, and references that cross the order. */
class RowsInEachOthersWayIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE seat (id int PRIMARY KEY, code text NOT NULL UNIQUE, label text,"
                + " updated_at timestamptz NOT NULL DEFAULT now());"
                + " CREATE UNIQUE INDEX ON seat (lower(label)) WHERE label <> ''");
        servers.onReceiver("ALTER TABLE seat ADD COLUMN mine text, ADD COLUMN transformed boolean DEFAULT false");
        servers.receiverConfig("reset: {seat: [transformed]}");
        servers.onSender("INSERT INTO seat SELECT i, 'c' || i, 'L' || i FROM generate_series(1, 6) i");
        ship("complete");
        servers.onReceiver("UPDATE seat SET mine = 'own ' || id, transformed = true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void uniqueValuesSwappedMovedThroughAChainOrTakenOverArrive(String kind) throws Exception {
        moveCodes();

        assertThat(ship(kind))
                .isEqualTo("applied " + kind + " 000002: 1 row inserted, 5 updated, 0 deleted, 0 media files\n");
        assertThat(servers.receiverRowsOf("seat", "id, mine, transformed"))
                .containsExactly(
                        "(1,\"own 1\",f)",
                        "(2,\"own 2\",f)",
                        "(3,\"own 3\",f)",
                        "(4,\"own 4\",f)",
                        "(5,\"own 5\",t)",
                        "(6,\"own 6\",f)",
                        "(7,,f)");
    }

    @Test
    void rowsThatOthersReferToSwapUniqueValuesAndKeepThem() throws Exception {
        servers.onBoth("CREATE TABLE ticket (id int PRIMARY KEY, seat_id int NOT NULL REFERENCES seat)");
        servers.onSender("INSERT INTO ticket SELECT i, i FROM generate_series(1, 6) i");
        ship("complete");
        moveCodes();

        ship("partial");

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void swapDoesNotDeleteTheReceiversOwnRowsThatWouldFollowADeletedOne(String kind) throws Exception {
        servers.onReceiver("CREATE TABLE note (id int PRIMARY KEY, seat_id int REFERENCES seat ON DELETE CASCADE,"
                + " code text REFERENCES seat (code) ON UPDATE NO ACTION);"
                + " INSERT INTO note SELECT i, i, 'c' || i FROM generate_series(1, 3) i");
        moveCodes();

        ship(kind);

        assertThat(servers.receiverRowsOf("note", "id, seat_id, code"))
                .containsExactly("(1,1,c1)", "(2,2,c2)", "(3,3,c3)");
        servers.onReceiver("ALTER TABLE seat ADD CHECK (id > 0)");
        assertThat(servers.receiverRowsOf("pg_constraint", "conname, contype"))
                .contains("(seat_code_key,u)", "(seat_pkey,p)", "(note_seat_id_fkey,f)", "(note_code_fkey,f)");
    }

    @Test
    void newRowsOfAFilledTableComeBeforeThoseOfAnEmptyOneThatReferToThem() throws Exception {
        servers.onBoth("CREATE TABLE ticket (id int PRIMARY KEY, seat_id int NOT NULL REFERENCES seat)");
        ship("complete");
        servers.onSender("INSERT INTO seat (id, code) VALUES (9, 'c9'); INSERT INTO ticket VALUES (1, 9)");

        ship("complete");
    }

    @Test
    void rowThatWasMovedAwayFromADeletedOneIsNotDeletedWithIt() throws Exception {
        servers.onBoth("CREATE TABLE ticket (id int PRIMARY KEY, seat_id int REFERENCES seat ON DELETE CASCADE)");
        servers.onReceiver("ALTER TABLE ticket ADD COLUMN mine text");
        servers.onSender("INSERT INTO ticket VALUES (1, 1), (2, 1)");
        ship("complete");
        servers.onReceiver("UPDATE ticket SET mine = 'own ' || id");
        servers.onSender("UPDATE ticket SET seat_id = 2 WHERE id = 1; DELETE FROM seat WHERE id = 1");

        assertThat(ship("complete"))
                .isEqualTo("applied complete 000003: 0 rows inserted, 1 updated, 2 deleted, 0 media files\n");
        assertThat(servers.receiverRowsOf("ticket", "id, seat_id, mine")).containsExactly("(1,2,\"own 1\")");
    }

    @Test
    void uniqueValuesOfAGeneratedColumnAreSwapped() throws Exception {
        servers.onBoth("ALTER TABLE seat ADD COLUMN place int,"
                + " ADD COLUMN shown int GENERATED ALWAYS AS (place * 2) STORED UNIQUE");
        servers.onSender("UPDATE seat SET place = id, updated_at = clock_timestamp()");
        ship("complete");
        servers.onSender("UPDATE seat SET place = NULL WHERE id < 3;"
                + " UPDATE seat SET place = 3 - id, updated_at = clock_timestamp() WHERE id < 3");

        ship("partial");

        assertThat(servers.receiverRowsOf("seat", "id, place, shown, mine"))
                .startsWith("(1,2,4,\"own 1\")", "(2,1,2,\"own 2\")");
    }

    /** 1 and 2 swap; 3 takes over from 4, 4 from 6, and 6 gets a new one that nobody had; 7 is new with 3's. */
    private void moveCodes() throws Exception {
        servers.onSender(
                "UPDATE seat SET code = code || 'x', label = NULL, updated_at = clock_timestamp() WHERE id <> 5;"
                        + " UPDATE seat SET code = v.code, label = upper(v.code) FROM (VALUES (1, 'c2'), (2, 'c1'), (3,"
                        + " 'c4'), (4, 'c6'), (6, 'new')) v (id, code) WHERE v.id = seat.id; INSERT INTO seat VALUES (7,"
                        + " 'c3', 'C3')");
    }

    private String ship(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        return load.out();
    }
}
