package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code schema: follow}, each change of the sender's tables is followed, or said, and both sides end equal. */
class FollowSchemaIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void receiverWithoutTables() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.receiverConfig("schema: follow");
        servers.onSender("CREATE TABLE bus (id serial PRIMARY KEY, plate varchar(5) UNIQUE, seats smallint NOT NULL);"
                + " CREATE TABLE stop (id int PRIMARY KEY, bus int REFERENCES bus, note text);"
                + " INSERT INTO bus (plate, seats) SELECT 'p' || i, i FROM generate_series(1, 40) i;"
                + " INSERT INTO stop SELECT i, i, 'n' FROM generate_series(1, 40) i");
        assertThat(servers.receiver("check").out())
                .contains("ok    tables       there is none yet: loads create the sender's, as schema: follow");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).contains("followed the sender: table 'bus' is missing here; ran CREATE TABLE");
        assertEqual();
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void changesThatLoseNothingAreFollowed(String kind) throws Exception {
        servers.onSender("ALTER TABLE bus ADD COLUMN colour text NOT NULL DEFAULT 'red'");
        follows(kind, "table 'bus': column 'colour' is missing here; ran ALTER TABLE \"public\".\"bus\" ADD COLUMN");

        servers.onSender("CREATE TYPE mood AS ENUM ('ok'); CREATE SCHEMA app;"
                + " CREATE TABLE ride (id bigserial PRIMARY KEY, m mood NOT NULL); INSERT INTO ride (m) VALUES ('ok')");
        assertThat(servers.sender("dump", kind).exit()).isZero();
        assertThat(servers.receiver("load", "--dry-run").out()).contains("1 row inserted");
        assertThat(value("SELECT to_regclass('ride') IS NULL")).as("only tried").isEqualTo("t");
        loadsAndFollows("table 'ride' is missing here; ran CREATE TYPE public.mood AS ENUM ('ok'); CREATE TABLE");
        assertThat(value("SELECT last_value FROM ride_id_seq")).isEqualTo("1");

        servers.onSender("ALTER TABLE bus ALTER plate TYPE text, ALTER seats TYPE bigint, ALTER seats DROP NOT NULL;"
                + " UPDATE bus SET plate = 'longer than before', seats = 5000000000 WHERE id = 1;"
                + " UPDATE bus SET seats = NULL WHERE id = 2");
        follows(kind, "column 'seats' is of type smallint here and bigint at the sender; ran");

        servers.onSender("ALTER TYPE mood ADD VALUE 'bad' BEFORE 'ok'");
        servers.onSender("INSERT INTO ride (m) VALUES ('bad'), ('ok')");
        follows(kind, "ran ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'bad' BEFORE 'ok'");
        assertThat(value("SELECT string_agg(id::text, ',' ORDER BY m, id) FROM ride"))
                .isEqualTo("2,1,3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void whatIsRenamedIsRenamedHereAndWhatIsDroppedStays(String kind) throws Exception {
        servers.onReceiver("ALTER TABLE bus ALTER seats SET NOT NULL");
        servers.onSender(
                "ALTER TABLE bus RENAME COLUMN seats TO places; INSERT INTO bus (plate, places) VALUES ('x', 9)");
        follows(kind, "column 'places' is called 'seats' here; ran");

        servers.onSender("ALTER TABLE stop DROP COLUMN note; INSERT INTO stop VALUES (41, 1)");
        ships(kind);
        assertThat(servers.receiver("schema", "diff").out())
                .contains("only here  table 'stop': column 'note' is only here");

        servers.onSender("ALTER TABLE stop RENAME TO halt; INSERT INTO halt VALUES (42, 1)");
        follows(kind, "table 'halt' is called 'stop' here; ran ALTER TABLE \"public\".\"stop\" RENAME TO \"halt\"");
        assertThat(value("SELECT to_regclass('stop') IS NULL AND count(*) = 42 FROM halt"))
                .isEqualTo("t");

        servers.onSender("DROP TABLE halt; UPDATE bus SET places = 3");
        follows(kind, "table 'halt' is not shipped any more; it stays here with its rows");
        assertThat(servers.sender("dump", kind).exit()).isZero();
        assertThat(servers.receiver("load").out()).as("said once").doesNotContain("halt");
    }

    @Test
    void whatMayLoseSomethingHoldsItsTableBackUntilSomebodyDoesIt() throws Exception {
        servers.onSender("ALTER TABLE stop ALTER note TYPE varchar(2); UPDATE stop SET note = 'm';"
                + " ALTER TABLE bus ADD COLUMN colour text; UPDATE bus SET colour = 'red'");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("column 'note' of table 'stop' is of type text here and character varying(2) at the sender")
                .contains("or: ALTER TABLE \"public\".\"stop\" ALTER COLUMN \"note\" TYPE character varying(2)");
        assertThat(value("SELECT string_agg(DISTINCT colour, ',') FROM bus")).isEqualTo("red");

        servers.onReceiver("ALTER TABLE stop ALTER note TYPE varchar(2)");
        catchesUp();
    }

    @Test
    void changeThatTheDatabaseRefusesIsItsTablesTroubleAlone() throws Exception {
        servers.onReceiver("CREATE VIEW plates AS SELECT plate FROM bus");
        servers.onSender("ALTER TABLE bus ALTER plate TYPE text; UPDATE bus SET plate = 'q' || id;"
                + " CREATE TABLE ride (id int PRIMARY KEY); INSERT INTO ride VALUES (1)");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err()).contains("table 'bus': cannot alter type of a column used by a view or rule");
        assertThat(value("SELECT count(*) FROM ride")).isEqualTo("1");

        servers.onReceiver("DROP VIEW plates");
        catchesUp();
    }

    @Test
    void whatSomebodyDroppedHereComesBackWithAllItsRows() throws Exception {
        servers.onReceiver("DROP TABLE stop; ALTER TABLE bus DROP COLUMN seats");
        servers.onSender("INSERT INTO stop VALUES (41, 1); UPDATE bus SET seats = 7 WHERE id = 1;"
                + " CREATE TABLE ride (id int PRIMARY KEY); INSERT INTO ride VALUES (1)");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err()).contains("column 'seats' of table 'bus' is missing here");
        assertThat(value("SELECT to_regclass('stop') IS NULL")).isEqualTo("t");
        catchesUp();
    }

    private void catchesUp() throws Exception {
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertEqual();
    }

    private void follows(String kind, String line) throws Exception {
        assertThat(servers.sender("dump", kind).exit()).isZero();
        loadsAndFollows(line);
    }

    private void ships(String kind) throws Exception {
        assertThat(servers.sender("dump", kind).exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertEqual();
    }

    private void loadsAndFollows(String line) throws Exception {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).contains(line);
        assertEqual();
    }

    private void assertEqual() throws Exception {
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private String value(String query) throws Exception {
        try (Connection receiver = servers.connectReceiver();
                Statement statement = receiver.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
