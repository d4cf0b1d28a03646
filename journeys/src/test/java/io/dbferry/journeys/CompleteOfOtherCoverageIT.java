package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The config carries less for one complete only, and a partial is taken while that complete is still being built: its
 * changes are those since the shipment before, which carried more.
 */
class CompleteOfOtherCoverageIT {
    private static final String TABLES = "tables: [item, other]\n";
    private static final String GAP =
            "cannot load partial 000003: table 'item' has other columns or rules there than in complete 000002,"
                    + " the last applied, which was taken meanwhile";

    @TempDir
    private Path folder;

    private TwoServers servers;

    /** Whether the partial is applied before the complete can be seen. */
    private boolean completeIsLate;

    @BeforeEach
    void firstComplete() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TYPE mood AS ENUM ('ok', 'sad');"
                + "CREATE TABLE item (id int PRIMARY KEY, note text, mood mood, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp()); CREATE TABLE other (id int PRIMARY KEY, n int)");
        servers.onSender("INSERT INTO item SELECT i, 'note ' || i, 'ok' FROM generate_series(1, 20) i;"
                + "INSERT INTO other SELECT i, i FROM generate_series(1, 5) i");
        Files.writeString(
                Files.createDirectories(folder.resolve("sender/media")).resolve("a.jpeg"), "image");
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]");
        servers.senderConfig(all());
        dump("complete");
    }

    private String all() {
        return TABLES + "media: [{folder: " + folder.resolve("sender/media") + "}]\n";
    }

    @Test
    void partialOnTopOfACompleteThatLacksOneOfItsColumnsIsRefused() throws Exception {
        whileACompleteIsBuiltWith(all() + "policy: {columns: {item: {note: omit}}}");
        assertRefused(GAP);
    }

    @Test
    void partialOnTopOfACompleteThatHeldRowsBackIsRefused() throws Exception {
        whileACompleteIsBuiltWith(all() + "policy: {rows: {item: id > 10}}");
        assertRefused(GAP);
    }

    @Test
    void partialOnTopOfACompleteWithoutOneOfItsTablesIsRefused() throws Exception {
        whileACompleteIsBuiltWith(all().replace("item, ", ""));
        assertRefused("cannot load partial 000003: table 'item' is loaded here from now on");
    }

    @Test
    void partialOnTopOfACompleteWithoutItsMediaFolderIsRefused() throws Exception {
        whileACompleteIsBuiltWith(TABLES);
        assertRefused("cannot load partial 000003: media folders are others there than in complete 000002,");
    }

    @Test
    void lateCompleteThatHeldRowsBackIsRefusedAndTheRowsStay() throws Exception {
        load();
        completeIsLate = true;
        whileACompleteIsBuiltWith(all() + "policy: {rows: {item: id > 10}}");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

        assertRefused(
                "cannot load complete 000002: table 'item' has other columns or rules in partial 000003, which was taken"
                        + " meanwhile and is applied here");
    }

    @Test
    void valueAddedToAnEnumerationMeanwhileIsNoReasonToRefuse() throws Exception {
        whileACompleteIsBuiltWith(all(), "ALTER TYPE mood ADD VALUE 'glad'");
        servers.onReceiver("ALTER TYPE mood ADD VALUE 'glad'");
        load();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    /** Complete 2 by another config, and then partial 3, for which complete 2 was not yet in the depot. */
    private void whileACompleteIsBuiltWith(String config) throws Exception {
        whileACompleteIsBuiltWith(config, "SELECT");
    }

    private void whileACompleteIsBuiltWith(String config, String meanwhile) throws Exception {
        Path state = folder.resolve("sender/work/state.json");
        String before = Files.readString(state);
        servers.senderConfig(config);
        dump("complete");
        Path complete = servers.depot().resolve("complete").resolve(secondComplete());
        Files.move(complete, folder.resolve("built"));
        Files.writeString(state, before.replaceFirst("(\"drawn\"\\s*:\\s*)1", "$12"));
        servers.senderConfig(all());
        servers.onSender(meanwhile);
        servers.onSender("UPDATE item SET note = 'new', updated_at = clock_timestamp() WHERE id = 1");
        assertThat(dump("partial")).startsWith("shipped partial 000003");
        if (completeIsLate) {
            load();
        }
        Files.move(folder.resolve("built"), complete);
    }

    private Path secondComplete() throws Exception {
        try (var all = Files.list(servers.depot().resolve("complete"))) {
            return all.map(Path::getFileName)
                    .filter(name -> name.toString().endsWith("-000002"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The next run of either side makes all equal. */
    private void assertRefused(String message) throws Exception {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).contains(message);
        assertThat(load.exit()).isEqualTo(5);

        assertThat(servers.depot().resolve("receipts/viz/000003.json"))
                .content()
                .contains("\"state\" : \"needs a complete\"");
        assertThat(dump("partial")).contains("shipped complete 000004");
        load();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("receiver/media/a.jpeg")).hasContent("image");
    }

    private String dump(String kind) {
        TwoServers.Run run = servers.sender("dump", kind);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    private void load() {
        TwoServers.Run run = servers.receiver("load");
        assertThat(run.exit()).as(run.err()).isZero();
    }
}
