package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender that lost what it knew, shares its depot, or is asked for completes over and over. */
class SenderGapsIT {
    @TempDir
    private Path folder;

    private TwoServers servers;
    private Path work;

    @BeforeEach
    void twoServersInStep() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        work = folder.resolve("sender/work");
        servers.onBoth("CREATE TABLE item (id serial PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        servers.onSender("INSERT INTO item (note) VALUES ('a')");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertLoads();
    }

    @Test
    void requestsAreObeyedAsOftenAsTheirCostAllows() throws Exception {
        servers.onReceiver("ALTER TABLE item ADD CONSTRAINT short CHECK (length(note) < 9)");
        servers.onSender("INSERT INTO item (note) VALUES ('much too long')");
        assertThat(dumpPartial()).startsWith("shipped partial 000002: ");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertThat(dumpPartial())
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\nshipped complete 000003: ");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);

        servers.senderConfig("schedule: {complete-dump: never}");
        lastRequestTook(Duration.ofHours(1), 600);
        assertThat(dumpPartial())
                .matches(
                        "nothing shipped, as no receiver can apply a partial before a complete: receiver 'viz' asks for"
                                + " one; the last one on request was shipped at \\S+Z, the next is with the first run after"
                                + " \\S+Z; 'dbferry dump complete' ships it now\n");
        assertThat(servers.sender("dump", "complete").out()).startsWith("shipped complete 000004: ");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);

        servers.senderConfig("schedule: {complete-dump: \"* * * * *\"}");
        lastRequestTook(Duration.ofMinutes(2), 600);
        assertThat(dumpPartial()).startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        servers.senderConfig("schedule: {complete-dump: never}");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        lastRequestTook(Duration.ofHours(23), 100_000);
        assertThat(dumpPartial()).startsWith("nothing shipped, as no receiver can apply a partial before a complete: ");
        lastRequestTook(Duration.ofHours(25), 100_000);
        assertThat(dumpPartial()).startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        assertThat(servers.receiver("load").err())
                .matches(
                        "(?s).*HINT: The sender ships a complete with its first run after \\S+Z; 'dbferry dump complete'"
                                + " there does it now\n");
        lastRequestTook(Duration.ofSeconds(11), 1);
        servers.onReceiver("ALTER TABLE item DROP CONSTRAINT short");
        assertThat(dumpPartial()).startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        assertThat(dumpPartial()).as("satisfied before the receiver has loaded").startsWith("shipped partial ");
        assertLoads();
    }

    @Test
    void lostWorkFolderTakesUpTheNumbersAndBeginsWithAComplete() throws Exception {
        ChildProcess.run(Path.of("rm"), "-r", work.toString());

        assertThat(dumpPartial())
                .startsWith(
                        "a complete instead of a partial: the work folder is new, and the depot has complete 000001\n"
                                + "shipped complete 000002: ");

        assertLoads();
        assertThat(dumpPartial()).startsWith("shipped partial 000003: ");
        assertLoads();
    }

    @ParameterizedTest(name = "within the same second: {0}")
    @ValueSource(booleans = {false, true})
    void workFolderLostTogetherWithTheDepotIsHealedByWhatTheReceiverHasApplied(boolean sameSecond) throws Exception {
        dumpPartial();
        dumpPartial();
        assertLoads();
        ChildProcess.run(Path.of("rm"), "-r", work.toString());
        ChildProcess.run(Path.of("rm"), "-r", servers.depot().toString());
        Files.createDirectory(servers.depot());
        assertThat(dumpPartial())
                .startsWith(
                        "a complete instead of a partial: the stream has no complete yet\nshipped complete 000001: ");
        if (sameSecond) {
            String[] complete = servers.depot().resolve("complete").toFile().list();
            servers.onReceiver("UPDATE dbferry.ledger SET shipment = '" + complete[0] + "' WHERE sequence = 1");
        }

        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.err())
                .isEqualTo(
                        "warning: the depot had no receipt for partial 000003, the last applied here: it was set back"
                                + " or emptied, or the receipt was deleted; it is left again\n"
                                + "cannot load complete 000001: the sender has lost its numbers: shipment 000003 was applied"
                                + " here before it\n"
                                + "HINT: The sender is asked for a complete with its next run; no action is needed here\n");

        assertThat(dumpPartial())
                .startsWith("a complete instead of a partial: receiver 'viz' has applied shipment 000003, and the work"
                        + " folder is an older copy that does not know it\nshipped complete 000004: ");
        assertLoads();
    }

    @Test
    void olderCopyOfTheWorkFolderBeginsAnewAndTheOtherCopyIsRefused() throws Exception {
        Path older = folder.resolve("older");
        Path newer = folder.resolve("newer");
        ChildProcess.run(Path.of("cp"), "-a", work.toString(), older.toString());
        dumpPartial();
        Files.move(work, newer);
        Files.move(older, work);

        assertThat(dumpPartial())
                .startsWith("a complete instead of a partial: the depot has partial 000002, and the work folder is an"
                        + " older copy that does not know it\nshipped complete 000003: ");
        assertLoads();
        assertThat(dumpPartial()).startsWith("shipped partial 000004: ");
        assertLoads();

        Files.move(work, older);
        Files.move(newer, work);
        BadInputIT.assertFails(
                servers.sender("dump", "complete"),
                2,
                "cannot ship stream 'test' to depot '" + servers.location()
                        + "' behind partial 000004: another sender of the stream has shipped it, on another machine or"
                        + " with another work folder",
                "Stop one of the two. To continue with this one, delete '" + work.resolve("state.json")
                        + "': its next run ships a complete");
        Files.delete(work.resolve("state.json"));
        assertThat(dumpPartial()).contains("shipped complete 000005: ");
        assertLoads();
    }

    @Test
    void depotOfAnotherStreamIsRefused() throws Exception {
        String config = Files.readString(folder.resolve("sender.yaml"));
        Files.writeString(
                folder.resolve("sender.yaml"),
                config.replace("stream: test", "stream: other").replace("sender/work", "sender/other"));

        BadInputIT.assertFails(
                servers.sender("dump", "partial"),
                2,
                "cannot ship stream 'other' to depot '" + servers.location()
                        + "' behind complete 000001: it is of stream 'test'",
                "Name a folder of this stream's own with depot");
    }

    @Test
    void streamOfAWorkFolderThatGotAnotherNameIsRefusedWithBoth() throws Exception {
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replace("stream: test", "stream: tset"));

        BadInputIT.assertFails(
                servers.sender("dump", "partial"),
                2,
                "cannot ship stream 'tset': work folder '" + work + "' has shipped stream 'test'",
                "Write 'stream: test' again; for another stream, name a work folder and a depot of its own");
    }

    @Test
    void lastShipmentThatIsGoneBeforeItWasAppliedIsReplacedByAComplete() throws Exception {
        dumpPartial();
        ChildProcess.run(Path.of("rm"), "-r", servers.depot().resolve("partial").toString());

        assertThat(dumpPartial())
                .startsWith("a complete instead of a partial: partial 000002 is no longer in the depot, and receiver"
                        + " 'viz' has not applied it\nshipped complete 000003: ");

        assertLoads();
    }

    private String dumpPartial() throws Exception {
        servers.onSender("INSERT INTO item (note) VALUES ('next')");
        TwoServers.Run run = servers.sender("dump", "partial");
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    private void lastRequestTook(Duration ago, long seconds) throws Exception {
        Path file = work.resolve("complete-on-request.json");
        assertThat(file).exists();
        Files.writeString(file, "{\"shipped\": \"" + Instant.now().minus(ago) + "\", \"seconds\": " + seconds + "}");
    }

    private void assertLoads() throws Exception {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
