package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCommandIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void aCompleteAndAPartial() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, plate text, updated_at timestamptz DEFAULT now());"
                + " CREATE TABLE stop (id int PRIMARY KEY)");
        servers.onSender("INSERT INTO bus VALUES (1, 'AA'), (2, 'BB'); INSERT INTO stop VALUES (1)");
        servers.receiverConfig(
                "postprocess: [{after: partial, back-off: 0s, command: [sh, -c, \"echo done; test -e mended\"]}]");
        servers.sender("dump", "complete");
        servers.receiver("load");
        servers.onSender(
                "UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1; INSERT INTO bus VALUES (3, 'DD')");
        servers.sender("dump", "partial");
        servers.receiver("load");
    }

    @Test
    void senderTellsWhatItShippedAndWhoReceivedIt() {
        servers.sender("dump", "partial");

        assertThat(logLast(steady(servers.sender("log", "2"))))
                .containsExactly(
                        "shipment <stamp>-000002, a partial behind 000001",
                        "stream test, sender",
                        "state in the depot",
                        "carries 2 rows, 0 media files, <size>",
                        "",
                        "table rows deleted keys",
                        "\"public\".\"bus\" 2 0",
                        "",
                        "time from what",
                        "<time> manifest snapshot taken, WAL <wal>",
                        "<time> depot manifest written there",
                        "<time> receipt receiver viz: applied",
                        "<time> log dump partial: took the snapshot of partial 000002, WAL <wal>",
                        "<time> log dump partial: built partial 000002: 2 rows of 1 table, 0 media files, <size> [build]",
                        "<time> log dump partial: shipped partial 000002: 2 rows of 1 table, 0 media files, <size>,"
                                + " uploaded in <span>",
                        "<time> log dump partial: receipt of receiver viz for partial 000002: applied at <instant>");
    }

    @Test
    void receiverTellsWhatItWroteAndHowItsStepsWent() throws Exception {
        Files.createFile(folder.resolve("mended"));
        servers.receiver("load");

        assertThat(logLast(steady(servers.receiver("log", "000002"))))
                .containsExactly(
                        "shipment <stamp>-000002, a partial behind 000001",
                        "stream test, receiver viz",
                        "state applied",
                        "carries 2 rows, 0 media files, <size>",
                        "wrote 1 row inserted, 1 updated, 0 deleted",
                        "steps done",
                        "",
                        "table rows deleted keys inserted updated deleted",
                        "\"public\".\"bus\" 2 0 1 1 0",
                        "",
                        "time from what",
                        "<time> manifest snapshot taken, WAL <wal>",
                        "<time> depot manifest written there",
                        "<time> ledger applied",
                        "<time> receipt receiver viz: applied",
                        "<time> log load: applied partial 000002: 1 row inserted, 1 updated, 0 deleted, 0 media files,"
                                + " in <span>; \"public\".\"bus\" 1 inserted, 1 updated",
                        "<time> log load: postprocess of partial 000002: 'sh -c echo done; test -e mended'",
                        "<time> log load: sh: done [partial 000002, postprocess]",
                        "<time> log error: cannot postprocess partial 000002: 'sh -c echo done; test -e mended' ended"
                                + " with exit code 1: done",
                        "<time> log load: postprocess of partial 000002: 'sh -c echo done; test -e mended'",
                        "<time> log load: sh: done [partial 000002, postprocess]");
    }

    @Test
    void jsonTellsTheSameExactly() throws Exception {
        JsonNode story = new ObjectMapper()
                .readTree(servers.receiver("log", "--json", "2").out());

        assertThat(story.path("sequence").asLong()).isEqualTo(2);
        assertThat(story.path("state").asText()).isEqualTo("applied");
        assertThat(story.path("tables").toString())
                .isEqualTo("[{\"table\":\"\\\"public\\\".\\\"bus\\\"\",\"carried\":2,\"deletedKeys\":0,\"inserted\":1,"
                        + "\"updated\":1,\"deleted\":0}]");
        assertThat(story.path("ledger").path("postprocess").asText()).isEqualTo("failed");
        assertThat(story.path("receipts").path(0).path("state").asText()).isEqualTo("applied");
    }

    @Test
    void whatOnlyTheLogStillKnowsIsToldFromItsRotatedFiles() throws Exception {
        Path log = Files.createDirectories(folder.resolve("sender/work/log"));
        Files.writeString(
                log.resolve("dbferry.2026-11-01.0.log"),
                "2026-11-01T03:30:00.000Z INFO  dump complete: shipped complete 000099: 1 row\n"
                        + "2026-11-01T03:30:01.000Z INFO  dump complete: shipped complete 0000990: 1 row\n");
        Files.writeString(
                log.resolve("dbferry.2026-11-02.0.log"),
                "{\"time\":\"2026-11-02T00:00:00.000Z\",\"level\":\"warn\",\"job\":\"prune\",\"kind\":\"complete\","
                        + "\"shipment\":\"000099\",\"step\":\"s\",\"text\":\"gone\"}\n{\"time\":\"2026-11");

        assertThat(servers.sender("log", "99").out().lines())
                .containsExactly(
                        "shipment  000099",
                        "stream    test, sender",
                        "state     not in the depot: pruned, or never finished",
                        "",
                        "time                  from  what",
                        "2026-11-01 03:30:00Z  log   dump complete: shipped complete 000099: 1 row",
                        "2026-11-02 00:00:00Z  log   warn: prune: gone [s]");
    }

    @Test
    void depotThatIsGoneKeepsNobodyFromReadingTheRest() throws Exception {
        Files.move(servers.depot(), folder.resolve("gone"));

        TwoServers.Run run = servers.receiver("log", "2");

        assertThat(run.err())
                .isEqualTo("warning: cannot open depot '" + servers.depot() + "': the folder does not exist\n");
        assertThat(steady(run)).contains("state applied", "<time> ledger applied");
        assertThat(run.exit()).isZero();
    }

    @Test
    void shipmentThatNobodyKnowsIsAnErrorOfTheCommandLine() {
        assertThat(servers.sender("log", "7"))
                .isEqualTo(
                        new TwoServers.Run(
                                2,
                                "",
                                "cannot find shipment 000007: neither the depot, the receipts, the work folder nor the log has it\n"
                                        + "HINT: 'dbferry status' lists the newest shipments. A pruned shipment is found by its number only\n"));
        assertThat(servers.receiver("log", "20261101T033000Z-000002").err())
                .isEqualTo(
                        "cannot find shipment 20261101T033000Z-000002: neither the depot, the receipts, the ledger nor the log"
                                + " has it\nHINT: 'dbferry status' lists the newest shipments. A pruned shipment is found by its number only\n");
        assertThat(servers.sender("log", "newest"))
                .isEqualTo(new TwoServers.Run(
                        2,
                        "",
                        "cannot find shipment 'newest': it is neither a number nor a shipment's name\n"
                                + "HINT: Write its number, as in 42, or its name, as in 20261123T033500Z-000042\n"));
    }

    @Test
    void verboseTellsEachStepAndQuietOnlyWhatIsWrong() throws Exception {
        servers.onSender("INSERT INTO bus VALUES (4, 'EE')");

        TwoServers.Run verbose = servers.sender("--verbose", "dump", "partial");
        TwoServers.Run quiet = servers.receiver("--quiet", "load");
        TwoServers.Run looks = servers.sender("status", "-v");

        List<String> steps = steady(verbose.err());
        assertThat(steps)
                .containsExactly(
                        "config took <span> [config]",
                        "dump partial: started",
                        "dump partial: connection to the depot took <span> [connection to the depot]",
                        "dump partial: receipt of receiver viz for partial 000002: applied at <instant>",
                        "dump partial: took the snapshot of partial 000003, WAL <wal>",
                        "dump partial: built partial 000003: 1 row of 1 table, 0 media files, <size> [build]",
                        "dump partial: build took <span> [partial 000003, build]",
                        "dump partial: uploaded 'bus.json.zst', <size> in <span> [partial 000003, upload]",
                        "dump partial: uploaded 'manifest.json', <size> in <span> [partial 000003, upload]",
                        "dump partial: upload took <span> [partial 000003, upload]",
                        "dump partial: shipped partial 000003: 1 row of 1 table, 0 media files, <size>, uploaded in"
                                + " <span>",
                        "dump partial: finished in <span>");
        assertThat(steady(verbose.out()))
                .containsExactly("shipped partial 000003: 1 row of 1 table, 0 media files, <size>");
        assertThat(quiet.out()).isEmpty();
        assertThat(quiet.err())
                .startsWith(
                        "cannot postprocess partial 000002: 'sh -c echo done; test -e mended' ended with exit code 1");
        assertThat(steady(looks.err()))
                .containsExactly(
                        "config took <span> [config]", "connection to the depot took <span> [connection to the depot]");
    }

    /** With the lines from the log at the end: what happens within one millisecond has no order among places. */
    private static List<String> logLast(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.sort(java.util.Comparator.comparing(line -> line.startsWith("<time> log ")));
        return all;
    }

    private static List<String> steady(TwoServers.Run run) {
        assertThat(run.exit()).isZero();
        return steady(run.out());
    }

    private static List<String> steady(String text) {
        return text.lines()
                .map(line -> line.replaceAll("\\d{8}T\\d{6}Z", "<stamp>")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", "<time>")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                        .replaceAll("[0-9A-F]+/[0-9A-F]+", "<wal>")
                        .replaceAll("\\b[0-9.]+ k?B\\b", "<size>")
                        .replaceAll("\\b[0-9.]+ s\\b", "<span>")
                        .replaceAll("\\(io\\.dbferry.*\\)$", "(<error>)")
                        .replaceAll(" +", " "))
                .toList();
    }
}
