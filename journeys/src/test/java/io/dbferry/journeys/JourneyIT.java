package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shipments between two real databases, by the commands that an operator runs. */
class JourneyIT {
    private static final String SCHEMA = """
            CREATE TABLE bus (id serial PRIMARY KEY, plate text NOT NULL);
            CREATE TABLE report (id serial PRIMARY KEY, bus_id int NOT NULL REFERENCES bus DEFERRABLE INITIALLY DEFERRED,
                message text, updated_at timestamptz NOT NULL DEFAULT now())""";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth(SCHEMA);
        servers.onSender("INSERT INTO bus (plate) VALUES ('AA'), ('BB');"
                + " INSERT INTO report (bus_id, message) VALUES (1, 'a'), (2, E'b\\n\\\\')");
    }

    @Test
    void completeThenPartialLeaveBothSidesEqual() throws Exception {
        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        assertThat(servers.receiver("load").out())
                .isEqualTo("applied complete 000001: 4 rows inserted, 0 updated, 0 deleted, 0 media files\n");
        servers.onSender("UPDATE bus SET plate = 'CC' WHERE id = 1;"
                + " UPDATE report SET message = 'c', updated_at = now() WHERE id = 1;"
                + " INSERT INTO report (bus_id, message) VALUES (1, 'ñ')");

        assertThat(servers.sender("dump", "partial").exit()).isZero();
        assertThat(servers.receiver("load").out())
                .isEqualTo("applied partial 000002: 1 row inserted, 2 updated, 0 deleted, 0 media files\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("depot/receipts/viz/000002.json")).exists();
    }

    @Test
    void nothingIsShippedWhenNothingChanged() throws Exception {
        servers.sender("dump", "complete");

        TwoServers.Run run = servers.sender("dump", "partial");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("nothing changed since complete 000001, nothing shipped\n");
        assertThat(folder.resolve("depot/partial")).doesNotExist();
    }

    @Test
    void firstPartialOfAStreamShipsAComplete() throws Exception {
        TwoServers.Run run = servers.sender("dump", "partial");

        assertThat(run.out())
                .startsWith(
                        "a complete instead of a partial: the stream has no complete yet\nshipped complete 000001: ");
        assertThat(Files.list(folder.resolve("depot/complete"))).hasSize(1);
    }

    @Test
    void lateCommitTravelsWithTheNextPartial() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        try (var late = servers.connectSender();
                var statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO report (bus_id, message) VALUES (2, 'late')");
            servers.onSender("INSERT INTO report (bus_id, message) VALUES (1, 'early')");
            servers.sender("dump", "partial");
            late.commit();
        }
        servers.sender("dump", "partial");
        servers.receiver("load");

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void rowWrittenUnderASavepointOfAnOpenTransactionTravelsOnceItCommits() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        try (var open = servers.connectSender();
                var statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE bus SET plate = 'XX' WHERE id = 1; SAVEPOINT a;"
                    + " INSERT INTO report (bus_id, message) VALUES (2, 'nested'); RELEASE a");
            servers.onSender("INSERT INTO report (bus_id, message) VALUES (1, 'later id')");
            servers.sender("dump", "partial");
            open.commit();
        }
        servers.sender("dump", "partial");
        servers.receiver("load");

        assertThat(servers.receiverRows().get("public.report"))
                .isEqualTo(servers.senderRows().get("public.report"));
    }

    @Test
    void partialThatContradictsTheReceiversRowsMakesWayForTheCompleteThatItAskedFor() throws Exception {
        servers.receiverConfig("on-trouble: stop");
        servers.sender("dump", "complete");
        servers.receiver("load");
        servers.onReceiver("ALTER TABLE report ADD CONSTRAINT short CHECK (length(message) < 20)");
        servers.onSender("INSERT INTO report (id, bus_id, message) VALUES (99, 1, 'much too long for the receiver')");
        servers.sender("dump", "partial");
        TwoServers.Run refused = servers.receiver("load");
        assertThat(refused.exit()).isEqualTo(6);
        servers.onSender("UPDATE report SET message = 'fine' WHERE id = 99");

        assertThat(servers.sender("dump", "partial").out())
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void deletesTravelWithTheNextCompleteWhichWritesOnlyDifferences() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        servers.onSender("DELETE FROM report WHERE id = 2; UPDATE bus SET plate = 'ZZ' WHERE id = 2");

        servers.sender("dump", "complete");

        assertThat(servers.receiver("load").out())
                .isEqualTo("applied complete 000002: 0 rows inserted, 1 updated, 1 deleted, 0 media files\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void receiversOwnColumnsStayAndResetOnesGoBackOnChangedRows() throws Exception {
        servers.onReceiver("ALTER TABLE report ADD COLUMN transformed boolean DEFAULT false, ADD COLUMN note text");
        servers.receiverConfig("reset: {report: [transformed]}");
        servers.sender("dump", "complete");
        servers.receiver("load");
        servers.onReceiver("UPDATE report SET transformed = true, note = 'mine'");
        servers.onSender("UPDATE report SET message = 'changed', updated_at = now() WHERE id = 1");
        servers.sender("dump", "partial");
        servers.receiver("load");

        try (var receiver = servers.connectReceiver();
                var statement = receiver.createStatement();
                var row = statement.executeQuery(
                        "SELECT string_agg(id || ' ' || transformed || ' ' || note, ', ' ORDER BY id) FROM report")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("1 false mine, 2 true mine");
        }
    }

    @Test
    void sequencesAreRaisedSoThatTheReceiverCanGoOnAlone() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");

        servers.onReceiver("INSERT INTO bus (plate) VALUES ('next')");

        try (var receiver = servers.connectReceiver();
                var statement = receiver.createStatement();
                var row = statement.executeQuery("SELECT max(id) FROM bus")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(3);
        }
    }
}
