package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A depot where shipments are missing, late or there twice; a receiver's database that was set back or lost. */
class ReceiverGapsIT {
    private static final String IDLE = "nothing new in the depot since the last look at the database\n";
    private static final String NEXT = "The sender is asked for a complete with its next run; no action is needed here";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private String database;

    @BeforeEach
    void twoServersInStep() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id serial PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        servers.onSender("INSERT INTO item (note) VALUES ('a')");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertThat(load()).isEqualTo("applied complete 000001: 1 row inserted, 0 updated, 0 deleted, 0 media files\n");
        try (Connection connection = servers.connectReceiver()) {
            database = connection.getCatalog();
        }
    }

    @Test
    void withheldPartialThatTurnsUpIsAppliedAndOneThatTurnsUpTooLateIsNot() throws Exception {
        dump("partial");
        dump("partial");
        Path place = shipment("partial", 2);
        Path withheld = Files.move(place, folder.resolve("withheld"));
        BadInputIT.assertFails(
                servers.receiver("load"),
                5,
                "cannot load partial 000003: it starts from shipment 000002, which was not applied here",
                NEXT);
        Files.move(withheld, place);
        assertThat(load()).startsWith("applied partial 000002: ").contains("\napplied partial 000003: ");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(dump("partial")).as("the request is withdrawn").startsWith("shipped partial 000004");

        dump("complete");
        place = shipment("partial", 4);
        withheld = Files.move(place, folder.resolve("withheld"));
        load();
        Files.move(withheld, place);

        assertThat(load()).isEqualTo("nothing is due\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void copiesOfAShipmentAreToldAndPassedOver() throws Exception {
        dump("partial");
        Path two = shipment("partial", 2);
        copy(two, two.resolveSibling("20200101T000000Z-000002"));
        copy(two, two.resolveSibling(two.getFileName().toString().replace("-000002", "-000003")));
        copy(
                two,
                servers.depot()
                        .resolve("complete/" + two.getFileName().toString().replace("-000002", "-000004")));
        assertThat(dump("partial")).startsWith("shipped partial 000005: ");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isZero();
        assertThat(load.err().replaceAll(" of [-0-9T:Z]+\n", "\n"))
                .isEqualTo("warning: cannot load partial 000002: its manifest is that of partial 000002\n"
                        + "warning: cannot load partial 000003: its manifest is that of partial 000002\n"
                        + "warning: cannot load complete 000004: its manifest is that of partial 000002\n");
        assertThat(load.out().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("applied partial 000002", "applied partial 000005");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiver("load").out()).isEqualTo("nothing is due\n");
    }

    @Test
    void copyOfAShipmentThatWasAppliedAndIsGoneIsToldAndPassedOver() throws Exception {
        dump("partial");
        dump("partial");
        load();
        Path two = shipment("partial", 2);
        Files.move(two, two.resolveSibling("20261123T120000Z-000004"));

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.err().replaceAll(" of [-0-9T:Z]+\n", "\n"))
                .isEqualTo("warning: cannot load partial 000004: its manifest is that of partial 000002\n");
    }

    @Test
    void databaseThatWasSetBackIsBroughtForwardFromTheDepot() throws Exception {
        onServer("CREATE DATABASE " + database + "_older TEMPLATE " + database);
        dump("partial");
        load();
        dump("partial");
        load();
        settle();
        restoreOlder();
        assertThat(load()).as("known from the last look").isEqualTo(IDLE);
        lookedAgo(Duration.ofMinutes(11));

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .isEqualTo(
                        "warning: the ledger ends with shipment 000001, and shipment 000003 had been applied here: the"
                                + " database was set back or replaced; what the depot still has is loaded again\n");
        assertThat(load.out().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("applied partial 000002", "applied partial 000003");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(dump("partial")).startsWith("shipped partial 000004: ");
    }

    @Test
    void ledgerThatWasShortenedIsBroughtForwardInOneTransaction() throws Exception {
        dump("partial");
        dump("partial");
        load();
        servers.onReceiver("DELETE FROM dbferry.ledger WHERE sequence > 1");
        Path rows = shipment("partial", 3).resolve("item.json.zst");
        Files.move(rows, folder.resolve("rows"));
        assertThat(servers.receiver("load").exit()).isEqualTo(5);
        assertThat(servers.receiverRowsOf("dbferry.ledger", "sequence"))
                .as("none without all")
                .containsExactly("(1)");
        Files.move(folder.resolve("rows"), rows);

        assertThat(load().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("applied partial 000002", "applied partial 000003");

        servers.onReceiver("DELETE FROM dbferry.ledger WHERE sequence > 1");
        ChildProcess.run(Path.of("rm"), "-r", shipment("partial", 3).toString());
        BadInputIT.assertFails(
                servers.receiver("load"),
                5,
                "warning: the ledger ends with shipment 000001, and shipment 000003 had been applied here: the database"
                        + " was set back or replaced; what the depot still has is loaded again\n"
                        + "cannot load partial 000002: this receiver had come to shipment 000003, and no partials in the"
                        + " depot lead there",
                NEXT);
        assertThat(dump("partial"))
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\nshipped complete 000004: ");
        load();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void databaseThatWasSetBackBehindAnEmptiedDepotAsksForAComplete() throws Exception {
        onServer("CREATE DATABASE " + database + "_older TEMPLATE " + database);
        dump("partial");
        load();
        ChildProcess.run(Path.of("rm"), "-r", servers.depot().resolve("partial").toString());
        restoreOlder();

        assertThat(load())
                .isEqualTo(
                        "the depot has nothing that leads to shipment 000002 again; the sender is asked for a complete"
                                + " with its next run\n");

        assertThat(dump("partial"))
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\nshipped complete 000003: ");
        load();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void lostLedgerGoesOnFromTheNewestCompleteOrTheOneBeforeIt() throws Exception {
        dump("partial");
        dump("complete");
        dump("partial");
        load();
        servers.onReceiver("DROP SCHEMA dbferry CASCADE");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .isEqualTo(
                        "warning: the ledger is empty, and shipment 000004 had been applied here: the database was set"
                                + " back or replaced; what the depot still has is loaded again\n");
        assertThat(load.out().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("applied complete 000003", "applied partial 000004");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

        servers.onReceiver("DROP SCHEMA dbferry CASCADE");
        Files.delete(shipment("complete", 3).resolve("database.sql.zst"));
        assertThat(servers.receiver("load").out().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("applied complete 000001");
        assertThat(dump("partial")).startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        load();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void partialWhoseSenderWasSetBackIsRefused() throws Exception {
        dump("partial");
        servers.onReceiver("UPDATE dbferry.ledger SET source_position ="
                + " jsonb_set(source_position::jsonb, '{timeline}', '7')::text");

        BadInputIT.assertFails(
                servers.receiver("load"),
                5,
                "cannot load partial 000002: it does not continue complete 000001, the last applied: the database went"
                        + " over from timeline 7 to 1, as after a failover or a restore",
                NEXT);
    }

    @Test
    void idleLoadLooksAtTheDepotOnlyAndForTenMinutes() throws Exception {
        settle();
        onServer("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");

        assertThat(load()).isEqualTo(IDLE);
        lookedAgo(Duration.ofMinutes(11));
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
    }

    private String dump(String kind) throws Exception {
        servers.onSender("INSERT INTO item (note) VALUES ('next')");
        TwoServers.Run run = servers.sender("dump", kind);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    private String load() {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        return load.out();
    }

    /** Lets so many idle runs go by that the next needs no database. */
    private void settle() throws Exception {
        load();
        Thread.sleep(2_100);
        load();
    }

    private void lookedAgo(Duration ago) throws Exception {
        Path idle = folder.resolve("receiver/work/idle.json");
        String json = Files.readString(idle);
        Files.writeString(
                idle,
                json.replaceFirst(
                        "(\"looked\" : \")[^\"]*", "$1" + Instant.now().minus(ago)));
        assertThat(Files.readString(idle)).isNotEqualTo(json);
    }

    private void restoreOlder() {
        onServer("DROP DATABASE " + database + " WITH (FORCE)");
        onServer("ALTER DATABASE " + database + "_older RENAME TO " + database);
    }

    private static void onServer(String sql) {
        PostgresServer.of(18).execute("postgres", sql);
    }

    private Path shipment(String kind, int sequence) throws Exception {
        try (Stream<Path> all = Files.list(servers.depot().resolve(kind))) {
            return all.filter(path -> path.toString().endsWith("-00000" + sequence))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void copy(Path shipment, Path to) {
        ChildProcess.run(Path.of("cp"), "-a", shipment.toString(), to.toString());
    }
}
