package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that does not reach back to the last shipment is noticed, and a complete heals it. */
class LogChainIT {
    private static final String TABLES = "{item: {strategy: log}}";
    private static final String NOT_FAR_ENOUGH =
            "a complete instead of a partial: replication slot '%s' does not reach back to the last shipment";

    @TempDir
    private Path folder;

    private LogServers log;

    @BeforeEach
    void shippedComplete() throws Exception {
        log = LogServers.in(folder, 15, TABLES);
        log.servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        log.fix();
        log.servers.onSender("INSERT INTO item SELECT i, 'i' FROM generate_series(1, 9) i");
        log.ships("complete", "shipped complete 000001");
    }

    @AfterEach
    void dropSlot() throws Exception {
        log.close();
    }

    private void goesOn() throws Exception {
        log.servers.onSender("DELETE FROM item WHERE id = (SELECT max(id) FROM item)");
        log.ships("partial", "shipped partial");
        log.ships("partial", "nothing changed");
    }

    @Test
    void rowsDeletedBeforeATableIsScannedInsteadAreDeleted() throws Exception {
        String deletes = ", deletes: every 1 partials";
        log.config("{'*': {strategy: log}}" + deletes, "");
        log.ships("complete", "shipped complete 000002");

        log.servers.onSender("DELETE FROM item WHERE id = 1");
        log.config("{'*': {strategy: scan}}" + deletes, "");

        log.ships("partial", "shipped partial 000003: 8 rows of 1 table");
        goesOn();
    }

    @Test
    void slotThatIsGoneIsMadeAnewWithAComplete() throws Exception {
        log.dropSlot();
        log.servers.onSender("DELETE FROM item WHERE id = 1");

        log.ships("partial", NOT_FAR_ENOUGH.formatted(log.slot));
        goesOn();
    }

    @Test
    void slotThatSomebodyMadeAnewIsNoticed() throws Exception {
        log.dropSlot();
        log.servers.onSender("DELETE FROM item WHERE id = 1");
        log.servers.onSender("SELECT pg_create_logical_replication_slot('" + log.slot + "', 'pgoutput')");

        log.ships("partial", NOT_FAR_ENOUGH.formatted(log.slot));
        goesOn();
    }

    @Test
    void slotThatSomebodyMovedIsNoticed() throws Exception {
        log.servers.onSender("DELETE FROM item WHERE id = 1");
        log.servers.onSender("SET synchronous_commit = on; DELETE FROM item WHERE id = 2");
        log.servers.onSender("SELECT pg_replication_slot_advance('" + log.slot + "', pg_current_wal_flush_lsn())");

        log.ships("partial", NOT_FAR_ENOUGH.formatted(log.slot));
        goesOn();
    }

    @Test
    void workFolderThatWasPutBackIsNoticed() throws Exception {
        Path work = folder.resolve("sender/work");
        Path saved = folder.resolve("saved");
        copy(work, saved);
        log.servers.onSender("DELETE FROM item WHERE id = 1");
        log.ships("partial", "shipped partial 000002");
        copy(saved, work);

        assertThat(log.servers.sender("dump", "partial").out())
                .contains("the work folder is an older copy that does not know it");
        assertThat(log.servers.receiver("load").exit()).isZero();
        assertThat(log.servers.receiverRows()).isEqualTo(log.servers.senderRows());
        goesOn();
    }

    @Test
    void slotThatHoldsBackTooMuchIsDroppedEvenIfTheDepotIsAway() throws Exception {
        log.config(TABLES, ", max-retained-wal: 1MB");
        log.servers.onSender("INSERT INTO item SELECT i, repeat('x', 100) FROM generate_series(1000, 30000) i");
        Path away = Files.move(log.servers.depot(), folder.resolve("away"));

        assertThat(log.servers.sender("dump", "partial").exit()).isEqualTo(4);
        assertThat(log.slotExists()).isFalse();

        Files.move(away, log.servers.depot());
        TwoServers.Run run = log.servers.sender("dump", "partial");
        assertThat(run.out().replaceAll("[0-9.]+ MB", "<size>"))
                .startsWith("a complete instead of a partial: replication slot '" + log.slot
                        + "' held back <size> of WAL, more than log.max-retained-wal, and was dropped\n");
        assertThat(log.servers.receiver("load").err()).isEmpty();
        log.config(TABLES, "");
        goesOn();
    }

    @Test
    void publicationThatIsYoungerThanTheSlotMakesTheSlotAnew() throws Exception {
        log.dropSlot();
        log.servers.onSender("DROP PUBLICATION \"Ferry\"");
        log.servers.onSender("SELECT pg_create_logical_replication_slot('" + log.slot + "', 'pgoutput')");
        log.servers.onSender("DELETE FROM item WHERE id = 1");
        log.servers.onSender("CREATE PUBLICATION \"Ferry\" FOR TABLE item WITH (publish_via_partition_root = true)");
        log.ships("complete", "shipped complete 000002");
        log.servers.onSender("DELETE FROM item WHERE id = 2");

        log.ships(
                "partial",
                "a complete instead of a partial: publication 'Ferry' is younger than replication slot '" + log.slot
                        + "'");
        goesOn();
    }

    @Test
    void lostMemoryOfTheLogIsHealedByAComplete() throws Exception {
        Files.delete(folder.resolve("sender/work/log.json"));
        log.servers.onSender("DELETE FROM item WHERE id = 1");

        log.ships("partial", "a complete instead of a partial: the log does not reach back to the last shipment");
        goesOn();
    }

    private static void copy(Path from, Path to) throws Exception {
        if (Files.exists(to)) {
            try (Stream<Path> all = Files.walk(to)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
